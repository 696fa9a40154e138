"""vCards of public contacts open in parsers that are not ours."""

from datetime import date

import attrs
import pytest

from sro_core import SiteId
from sro_core.directory import PublicContact
from sro_core.ids import PostId
from sro_core.sites.profile import Address

vobject = pytest.importorskip("vobject", reason="the extra exchange is not installed")
icalendar = pytest.importorskip("icalendar", reason="the extra exchange is not installed")

from sro_adapters.interchange.vcards import vcards  # noqa: E402 - after the extra is known

CONTACT = PublicContact(
    site=SiteId("HIGH"),
    name="Example; High, the «old» one",
    address=Address("1 High Street, Suite 2", "Example", "00001"),
    post=PostId("HIGH-1"),
    title="School resource officer",
    mailbox="sro.high@example.org",
    phone="(555) 010-0100",
    officers=("Alex O'Sample", "Robin Ñandú-Sample with a name so long that the line is folded"),
    as_of=date(2026, 11, 20),
)


def test_a_card_comes_back_as_it_was_written():
    (card,) = vobject.readComponents(vcards([CONTACT]))
    assert card.version.value == "3.0"
    assert card.fn.value == f"{' and '.join(CONTACT.officers)}, {CONTACT.name}"
    assert card.org.value == [CONTACT.name]
    assert (card.email.value, card.tel.value) == (CONTACT.mailbox, CONTACT.phone)
    assert (card.adr.value.street, card.adr.value.code) == ("1 High Street, Suite 2", "00001")
    assert card.uid.value == "HIGH-1@HIGH"
    assert card.note.value == "as of 2026-11-20"


def test_another_parser_opens_it_too():
    """icalendar reads any component; the file follows the rules of lines and folding."""
    text = vcards([CONTACT, attrs.evolve(CONTACT, site=SiteId("MIDDLE"))])
    assert text.count("\r\n") == text.count("\n") > 20
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    cards = icalendar.cal.Component.from_ical(text, multiple=True)
    assert [each.name for each in cards] == ["VCARD", "VCARD"]
    assert str(cards[0]["EMAIL"]) == CONTACT.mailbox
    assert "Robin Ñandú-Sample" in str(cards[0]["FN"])


def test_the_card_is_the_posts_and_stays_when_the_officer_changes():
    before, after = CONTACT, attrs.evolve(CONTACT, officers=("Kim Sample",))
    uids = [next(vobject.readComponents(vcards([each]))).uid.value for each in (before, after)]
    assert len(set(uids)) == 1


def test_a_post_without_officer_phone_or_address_is_a_card_too():
    bare = attrs.evolve(CONTACT, officers=(), phone="", address=None, mailbox="")
    (card,) = vobject.readComponents(vcards([bare]))
    assert card.fn.value == f"School resource officer, {CONTACT.name}"
    assert not {"email", "tel", "adr"} & set(card.contents)


def test_nobody_is_no_card():
    assert vcards([]) == ""
