"""XML is read record by record: only what is asked for is kept, and nothing unsafe is followed."""

import io
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange.columns import CellRefused
from sro_adapters.interchange.edfi_records import CATEGORIES, INTERCHANGES, category, part_of_day
from sro_adapters.interchange.xml_records import (
    CHUNK,
    LONGEST_TEXT,
    XmlRefused,
    read_records,
    root_of,
)

WANTED = {"Pupil": frozenset({"Id", "Seen/On", "School/@ref", "@id"})}
COLUMNS = {
    (layout.name, column.name): column
    for layouts in INTERCHANGES.values()
    for layout in layouts
    for column in layout.columns
}


def opener(text):
    data = text if isinstance(text, bytes) else text.encode()
    return lambda: io.BytesIO(data)


def records(text, wanted=None):
    return list(read_records(opener(text), WANTED if wanted is None else wanted))


def refused(text):
    with pytest.raises(XmlRefused) as why:
        records(text)
    return why.value


def test_a_record_holds_what_was_asked_for_with_lines():
    (record,) = records("""<Root>
  <Pupil id="P">
    <Name><First>Not kept</First></Name>
    <Id>007</Id>
    <Seen><By>x</By><On>2026-09-01</On></Seen>
    <School ref="S"/>
  </Pupil>
</Root>""")
    assert (record.name, record.line, record.twice) == ("Pupil", 2, [])
    assert record.cells == {
        "@id": ("P", 2),
        "Id": ("007", 4),
        "Seen/On": ("2026-09-01", 5),
        "School/@ref": ("S", 6),
    }


def test_other_records_come_without_cells_in_order():
    text = "<Root><Teacher><Id>1</Id></Teacher><Pupil><Id>2</Id></Pupil><Empty/></Root>"
    assert [(each.name, len(each.cells)) for each in records(text)] == [
        ("Teacher", 0),
        ("Pupil", 1),
        ("Empty", 0),
    ]


@pytest.mark.parametrize("namespace", ["http://ed-fi.org/5.2.0", "http://ed-fi.org/0200", "urn:x"])
@pytest.mark.parametrize("prefix", ["", "e:"])
def test_any_namespace_does(namespace, prefix):
    declared = f'xmlns{":" + prefix[:-1] if prefix else ""}="{namespace}"'
    text = f"<{prefix}Root {declared}><{prefix}Pupil><{prefix}Id>1</{prefix}Id></{prefix}Pupil>"
    (record,) = records(f"{text}</{prefix}Root>")
    assert record.cells == {"Id": ("1", 1)}
    assert root_of(opener(f"{text}</{prefix}Root>")) == "Root"


def test_an_element_of_another_namespace_is_not_taken_for_ours():
    (record,) = records(
        '<Root xmlns="urn:a" xmlns:x="urn:b"><Pupil><x:Id>9</x:Id><Id>1</Id></Pupil></Root>'
    )
    assert record.cells["Id"] == ("1", 1)


def test_an_element_that_stands_twice_is_told():
    (record,) = records("<Root><Pupil><Id>1</Id>\n<Id>2</Id></Pupil></Root>")
    assert record.cells["Id"] == ("1", 1)
    assert record.twice == [("Id", 2)]


def test_elements_of_one_name_at_other_places_do_not_mix():
    (record,) = records("<Root><Pupil><Kin><Id>9</Id></Kin><Id>1</Id><On>x</On></Pupil></Root>")
    assert record.cells == {"Id": ("1", 1)}


def test_an_element_inside_one_that_is_kept_is_not_its_text():
    (record,) = records("<Root><Pupil><Id>1<Note>no</Note></Id></Pupil></Root>")
    assert record.cells == {"Id": ("1", 1)}


def test_comments_entities_and_cdata_are_text_as_xml_has_it():
    (record,) = records(
        "<Root><Pupil><Id>a<!-- no -->&amp;<![CDATA[<b>]]>&#99;</Id></Pupil></Root>"
    )
    assert record.cells["Id"] == ("a&<b>c", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_an_encoding_that_is_declared_is_read(encoding):
    named = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{named}"?>\n<Root><Pupil><Id>Æ7</Id></Pupil></Root>'
    (record,) = records(text.encode(encoding))
    assert record.cells["Id"] == ("Æ7", 2)
    assert root_of(opener(text.encode(encoding))) == "Root"


@pytest.mark.parametrize(
    "data",
    [
        "<Root><Pupil><Id>Æ</Id></Pupil></Root>".encode("latin-1"),
        b'<?xml version="1.0" encoding="utf-16"?><Root/>',
        b'<?xml version="1.0" encoding="no-such-code"?><Root/>',
        b'<?xml version="1.0" encoding="shift_jis"?><Root>\x83\x5c</Root>',
        '<?xml version="1.0" encoding="utf-8"?><Root/>'.encode("utf-16"),
    ],
)
def test_a_wrong_encoding_is_refused(data):
    assert refused(data).code == "bad_encoding"


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, 12))
DOCTYPES = {
    "plain": "<!DOCTYPE Root><Root/>",
    "outside": '<!DOCTYPE Root SYSTEM "file:///etc/passwd"><Root/>',
    "entity": '<!DOCTYPE Root [<!ENTITY x SYSTEM "file:///etc/passwd">]><Root>&x;</Root>',
    "parameter": '<!DOCTYPE Root [<!ENTITY % x SYSTEM "http://127.0.0.1:1/">%x;]><Root/>',
    "bomb": f'<!DOCTYPE e:Root [<!ENTITY e0 "lol">{BOMB}]><Root>&e11;</Root>',
    "attribute": '<!DOCTYPE Root [<!ATTLIST Pupil id CDATA "9">]><Root><Pupil/></Root>',
    "late": "<?xml version='1.0'?>\n<!-- > -->" + " " * CHUNK + "<!DOCTYPE Root><Root/>",
}


@pytest.mark.parametrize("text", DOCTYPES.values(), ids=DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_it_is_used(text, encoding):
    why = refused(text.encode(encoding))
    assert (why.code, why.root) == ("xml_doctype", "Root")
    with pytest.raises(XmlRefused, match="xml_doctype"):
        root_of(opener(text.encode(encoding)))


def test_a_document_type_in_a_comment_is_none():
    assert root_of(opener("<!-- <!DOCTYPE x> --><Root/>")) == "Root"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("no xml", 1),
        ("<Root>\n<Pupil>\n<Id></Pupil></Root>", 3),
        ("<Root>\n&nbsp;</Root>", 2),
        ("<Root>\n<Pupil id=1/></Root>", 2),
        ("<Root/>\n<Root/>", 2),
        ("<Root>\n\n\x07</Root>", 3),
        ("<e:Root/>", 1),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_line(text, line):
    why = refused(text)
    assert (why.code, why.line) == ("bad_xml", line)


def test_a_cut_file_is_refused_and_what_came_before_was_given():
    text = "<Root>\n<Pupil><Id>1</Id></Pupil>\n<Pupil><Id>2</I"
    stream = read_records(opener(text), WANTED)
    assert next(stream).cells["Id"] == ("1", 2)
    with pytest.raises(XmlRefused, match="ends before") as why:
        next(stream)
    assert (why.value.code, why.value.line) == ("bad_xml", 3)


def test_an_endless_element_is_refused_only_where_it_would_be_kept():
    long = "x" * (LONGEST_TEXT + 1)
    assert refused(f"<Root><Pupil><Id>{long}</Id></Pupil></Root>").code == "element_too_long"
    (record,) = records(f"<Root><Pupil><Note>{long}</Note><Id>1</Id></Pupil></Root>")
    assert record.cells == {"Id": ("1", 1)}


def test_memory_does_not_grow_with_the_file_nor_with_its_depth():
    deep = "<Pupil>" + "<a>" * 20_000 + "</a>" * 20_000 + "</Pupil>"
    peaks = []
    for count in (20_000, 200_000):
        data = ("<Root>" + deep + "<Pupil><Id>1</Id></Pupil>" * count + "</Root>").encode()
        tracemalloc.start()
        assert sum(1 for _ in read_records(opener(data), WANTED)) == count + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    small, large = peaks
    assert large < 1.5 * small


GOOD = b'<?xml version="1.0"?><Root xmlns="urn:a"><Pupil id="x"><Id>1</Id></Pupil></Root>'


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=8))
def test_no_bytes_make_it_fail_in_another_way(start, end, instead):
    with suppress(XmlRefused):
        list(read_records(opener(GOOD[:start] + instead + GOOD[max(start, end) :]), WANTED))


@pytest.mark.parametrize("key", COLUMNS, ids=" ".join)
def test_every_column_refuses_what_it_may_not_hold(key):
    column = COLUMNS[key]
    with pytest.raises(CellRefused):
        column.read(column.refuses)


@pytest.mark.parametrize("name", CATEGORIES)
@pytest.mark.parametrize("prefix", ["", "uri://ed-fi.org/AttendanceEventCategoryDescriptor#", "#"])
def test_a_category_is_what_stands_behind_the_sign(name, prefix):
    assert category(prefix + name) == (name, *CATEGORIES[name])
    assert category(f" {prefix}{name.upper()} ") == (name, *CATEGORIES[name])


@pytest.mark.parametrize(
    "cell", ["1.01", "-0.5", "half", "NaN", "inf", "0,5", "½", "\u0661", "1e999999"]
)
def test_a_part_of_a_day_is_a_number_up_to_one(cell):
    with pytest.raises(CellRefused):
        part_of_day(cell)


@pytest.mark.parametrize("cell", ["0", "0.5", "1", "1.00", " .33 "])
def test_a_part_of_a_day_may_have_decimals(cell):
    assert float(part_of_day(cell)) == float(cell)
