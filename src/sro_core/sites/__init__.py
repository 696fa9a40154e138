"""School sites: their names, what the programme knows of them, their posts and agreements."""

from sro_core.sites.site import Agreement, SchoolSite

__all__ = ["Agreement", "SchoolSite"]
