"""What stands around every page: who is signed in, where they may go, what was just done."""

from __future__ import annotations

import attrs


@attrs.frozen
class Link:
    """Hold a link of the menu.

    Attributes:
        label: in a word or two.
        href: where it leads.
        says: what is there, in a sentence.
        current: it is the page shown.
    """

    label: str
    href: str
    says: str = ""
    current: bool = False


@attrs.frozen(kw_only=True)
class Frame:
    """Hold what stands around a page; without any of it the page stands alone, as on paper.

    Attributes:
        root: where the app is mounted, empty for the top.
        title: of the whole, such as the programme's name.
        home: the page stands in an app, whose first page can be gone to.
        actor, role: who is signed in, or empty.
        menu: where they may go.
        forgery: what each form must send along, to show that it comes from here.
        said: what was just done, in a sentence.
        lang: the language of the page.
    """

    root: str = ""
    title: str = "School resource officers"
    home: bool = False
    actor: str = ""
    role: str = ""
    menu: tuple[Link, ...] = ()
    forgery: str = ""
    said: str = ""
    lang: str = "en"
