"""Adapters: ways in and out of the core. Import each by its own path; this file imports nothing."""
