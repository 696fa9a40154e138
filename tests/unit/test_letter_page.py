"""A letter as a page: the same input gives the same bytes, everything is escaped, nothing leaks."""

import pytest

pytest.importorskip("jinja2")

from sro_adapters import wire
from sro_adapters.pages.letter import letter_page, pdf_of
from sro_core import Access
from sro_core.truancy.letters import Order, compose
from tests.field import CLERK, LAW, ON, own_rules, student
from tests.unit.test_letters import SPANISH, stand

ACCESS = Access.of(CLERK, LAW, on=ON)


def shown(step="first_notice", rules=LAW, language="en"):
    order = Order(id="L-1", batch="B-1", step=step, made_on=ON, language=language)
    return wire.show(compose(stand(student("S-1", 4), rules), order, rules), ACCESS)


def page(letter=None, **more):
    given = {"student": "Ana Peñón", "site": "High School", "to": ("Abel Peñón",), **more}
    return letter_page(letter or shown(), **given)


def test_the_same_input_gives_the_same_bytes():
    assert page().encode() == page().encode()


def test_it_says_what_the_law_asks_the_days_and_its_seal():
    text = page()
    assert "Dear parent or guardian of Ana Peñón," in text
    assert "Mental health and other supportive services" in text
    assert "2026-09-07" in text
    assert shown()["seal"] in text
    assert "48260.5" in text
    assert "{student}" not in text


def test_names_are_escaped():
    text = page(student="<script>x</script>", to=("<b>",))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_it_stands_alone_and_has_a_style_for_print():
    text = page()
    assert "@media print" in text
    assert "<script" not in text
    assert 'src="' not in text
    assert "http" not in text.replace("http-equiv", "")


def test_it_is_in_the_language_of_its_words():
    text = page(shown("letter_1", own_rules(more=SPANISH), "es"))
    assert '<html lang="es" dir="ltr">' in text
    assert "Estimada familia de Ana Peñón:" in text


def test_it_gives_no_reason_of_an_absence():
    assert "excused" not in page().lower()


def test_a_pdf_is_an_extra():
    pytest.importorskip("weasyprint")
    assert pdf_of(page()).startswith(b"%PDF")
