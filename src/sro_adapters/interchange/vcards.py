"""Write public contacts as vCards, version 3.0, which address books of phones and mail read."""

from __future__ import annotations

from collections.abc import Iterable

from sro_core.directory import PublicContact


def vcards(contacts: Iterable[PublicContact]) -> str:
    """Give the contacts as vCards, one a post, in their order.

    The card is the post's: its address in the mailbox stays when the officer changes, and so
    does its UID, so that an address book replaces the card and does not keep an old name.

    Raises:
        ModuleNotFoundError: the extra ``exchange`` is not installed.
    """
    import vobject

    return "".join(_card(vobject, each) for each in contacts)


def _card(vobject: object, contact: PublicContact) -> str:
    made = vobject.vCard()  # type: ignore[attr-defined]  # it ships no types
    names = " and ".join(contact.officers)
    made.add("fn").value = f"{names or contact.title}, {contact.name}"
    made.add("n").value = vobject.vcard.Name(family=contact.title, prefix="")  # type: ignore[attr-defined]
    made.add("org").value = [contact.name]
    made.add("title").value = contact.title
    if contact.mailbox:
        made.add("email").value = contact.mailbox
        made.email.type_param = "INTERNET"
    if contact.phone:
        made.add("tel").value = contact.phone
        made.tel.type_param = "WORK"
    if contact.address is not None:
        made.add("adr").value = vobject.vcard.Address(  # type: ignore[attr-defined]
            street=contact.address.street, city=contact.address.city, code=contact.address.zip
        )
        made.adr.type_param = "WORK"
    made.add("uid").value = f"{contact.post}@{contact.site}"
    made.add("note").value = f"as of {contact.as_of}"
    text: str = made.serialize()
    return text
