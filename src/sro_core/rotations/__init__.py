"""Rotations: who fills which post and when, for how long, what stands in the way, and plans."""
