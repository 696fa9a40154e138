"""What the shipped rule files grant, read from their text alone: the other side of the matrix.

It shares no code with `sro_core.permissions`, so that a mistake there is no excuse here.
"""

import tomllib
from functools import cache
from pathlib import Path

import sro_core

FOLDER = Path(sro_core.__file__).parent / "jurisdictions"
COMMON = {"id", "says", "cites", "from", "to", "force"}
KEYS = {
    "permission": COMMON | {"permission", "roles", "states_purpose", "under_agreement", "own_file"},
    "denial": COMMON | {"permissions", "roles"},
    "clearance": COMMON | {"roles", "sees", "under_agreement", "own_file"},
}


@cache
def entries(kind):
    """Give the tables of a kind of the California book; each key they use is known here."""
    found = []
    for path in sorted([*FOLDER.glob("us/*.toml"), *FOLDER.glob("us-ca/*.toml")]):
        for each in tomllib.loads(path.read_text("utf-8")).get(kind, ()):
            assert set(each) <= KEYS[kind], f"{path.name}: teach tests/permission_rules.py {each}"
            assert "to" not in each, "teach tests/permission_rules.py rules that end"
            found.append(each)
    return found


def agreed(viewer, site, agreements):
    """Tell whether an agreement names the viewer's purpose, at the site or at any."""
    return any(
        each.school_official and viewer.purpose in each.purposes and site in (None, each.site)
        for each in agreements
    )


def covers(viewer, site):
    """Tell whether a viewer answers for a site."""
    return viewer.sites is None or site in viewer.sites


def why_not(permission, viewer, site, agreements, officer=None):
    """Give the words with which a viewer may be refused; none where they may.

    Args:
        permission: its words.
        viewer: who asks.
        site: the site that answers, None where the answer is cut to the viewer's sites.
        agreements: in force that day.
        officer: whose file it is about, None where the answer is cut to the viewer's own.
    """
    for denial in entries("denial"):
        if permission in denial["permissions"] and viewer.role in denial["roles"]:
            return {denial["says"]}
    why = set()
    for grant in entries("permission"):
        if grant["permission"] != permission or viewer.role not in grant["roles"]:
            continue
        if grant.get("states_purpose") and not viewer.purpose:
            why.add("state the purpose")
        elif (grant.get("under_agreement") and not agreed(viewer, site, agreements)) or (
            grant.get("own_file") and officer not in (None, viewer.actor)
        ):
            why.add(grant["says"])
        elif site is not None and not covers(viewer, site):
            why.add("another site")
        else:
            return set()
    return why or {f"the role {viewer.role} does not hold this permission"}


def why_not_whole(permission, viewer):
    """Give the words with which a viewer may be refused what concerns the whole district."""
    why = why_not(permission, viewer, None, ())
    return why or ({"it concerns the whole district"} if viewer.sites is not None else set())


def sees(kind, viewer, site, agreements, officer=None):
    """Tell whether a kind of information of a site, or of an officer, is open to a viewer."""
    open_to = False
    for each in entries("clearance"):
        if kind not in each["sees"] or viewer.role not in each["roles"]:
            continue
        if each.get("own_file"):
            if officer is not None and officer == viewer.actor:
                return True
        elif not each.get("under_agreement") or agreed(viewer, site, agreements):
            open_to = True
    return open_to and (kind == "public" or covers(viewer, site))
