"""Officers: who they are, how they are chosen, what they were taught and what they still need."""

from sro_core.officers.officer import Badge, Officer
from sro_core.officers.training import Expiry, Training

__all__ = ["Badge", "Expiry", "Officer", "Training"]
