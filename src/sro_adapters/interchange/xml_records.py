"""Read an XML file as flat records, in bounded memory.

Of a record only the elements that were asked for are kept; all else (the names of people above
all) goes by unread. A document type is refused before anything in it is used, so that no
entity is ever expanded and no other file ever opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO
from xml.parsers import expat

import attrs

CHUNK = 2**16
LONGEST_TEXT = 4096
"""An element that is kept may hold so many characters; no id, date or name is longer."""

_ENCODINGS = frozenset({
    expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING],
    expat.errors.codes[expat.errors.XML_ERROR_INCORRECT_ENCODING],
})  # fmt: skip
_NO_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
_TOO_SHORT = frozenset({
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
})  # fmt: skip
_ASCII = 0x80

Opener = Callable[[], BinaryIO]


@attrs.frozen
class XmlRefused(Exception):
    """A file cannot be read as XML, or not with safety.

    Attributes:
        code, says, hint, line: as a problem has them.
        root: what a refused document type names as the root element.
    """

    code: str
    says: str
    hint: str
    line: int
    root: str = ""


@attrs.define
class XmlRecord:
    """Hold one child of the root element.

    Attributes:
        name: of the element, without its namespace.
        line: where it begins.
        cells: the text and line of each element that was asked for, by its path below the
            record. An attribute ``id`` or ``ref`` stands as ``@id`` or ``@ref`` in the path.
        twice: path and line of each element that was asked for and stands there again.
    """

    name: str
    line: int
    cells: dict[str, tuple[str, int]] = attrs.field(factory=dict)
    twice: list[tuple[str, int]] = attrs.field(factory=list)


def root_of(open_: Opener) -> str:
    """Give the name of the root element without its namespace, reading no further than it.

    Raises:
        XmlRefused: the file is no XML up to there, or has a document type.
    """
    reader = _Reader({})
    with open_() as stream:
        for piece in _pieces(stream, reader):
            reader.feed(piece)
            if reader.root:
                break
        else:
            reader.close()
    return reader.root


def read_records(open_: Opener, wanted: Mapping[str, frozenset[str]]) -> Iterator[XmlRecord]:
    """Stream the children of the root element.

    Args:
        open_: opens the file.
        wanted: the paths to keep of each record that is asked for, by its name. Other records
            come without cells. Elements of another namespace than the root's are left out.

    Raises:
        XmlRefused: the file is no XML, or has a document type. What came before stands.
    """
    reader = _Reader(wanted)
    with open_() as stream:
        for piece in _pieces(stream, reader):
            reader.feed(piece)
            yield from reader.take()
    reader.close()
    yield from reader.take()


def _pieces(stream: BinaryIO, reader: _Reader) -> Iterator[bytes]:
    """Cut what stands before the root element at each ">".

    A parser goes on to the end of a piece after a handler has refused what is in it: a document
    type must not stand in one piece with what uses its entities.
    """
    while chunk := stream.read(CHUNK):
        start = 0
        while not reader.root and (cut := chunk.find(b">", start) + 1):
            yield chunk[start:cut]
            start = cut
        yield chunk[start:]


@attrs.define
class _Node:
    """Hold an element that is read, or that leads to one.

    Attributes:
        path: below the record.
        kept: its text is asked for.
        attributes: those of ``id`` and ``ref`` that are asked for.
        children: by their name as the parser gives it, the namespace first.
    """

    path: str = ""
    kept: bool = False
    attributes: list[str] = attrs.field(factory=list)
    children: dict[str, _Node] = attrs.field(factory=dict)

    def plant(self, path: str, prefix: str) -> None:
        """Make the nodes that lead to a path."""
        node = self
        for name in path.split("/"):
            if name.startswith("@"):
                node.attributes.append(name[1:])
                return
            below = f"{node.path}/{name}" if node.path else name
            node = node.children.setdefault(prefix + name, _Node(below))
        node.kept = True


@attrs.define
class _Reader:
    """Turn what the parser meets into records.

    Attributes:
        wanted: as `read_records` has it.
        root: the root element's name, once it is met.
    """

    wanted: Mapping[str, frozenset[str]]
    root: str = ""
    _records: list[XmlRecord] = attrs.field(factory=list)
    _record: XmlRecord = attrs.field(factory=lambda: XmlRecord("", 0))
    _open: list[tuple[_Node, int]] = attrs.field(factory=list)
    _skipped: int = 0
    _text: list[str] = attrs.field(factory=list)
    _length: int = 0
    _fed: int = 0
    _parser: expat.XMLParserType = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Set the parser up."""
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start_root

    def feed(self, piece: bytes) -> None:
        """Read on."""
        self._parse(piece, last=False)
        self._fed += len(piece)

    def close(self) -> None:
        """Say that the file ends here."""
        self._parse(b"", last=True)

    def take(self) -> list[XmlRecord]:
        """Hand over the records that are complete."""
        taken, self._records = self._records, []
        return taken

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            at = self._parser.ErrorByteIndex - self._fed
            foreign = 0 <= at < len(piece) and piece[at] >= _ASCII
            raise _malformed(error, foreign=foreign) from error
        except (LookupError, ValueError) as error:
            raise _encoding(self._parser.CurrentLineNumber) from error

    def _refuse_doctype(self, name: str, *_: object) -> None:
        raise XmlRefused(
            "xml_doctype",
            "it declares a document type, which no Ed-Fi file has and which is not safe to follow",
            "take the DOCTYPE off if you trust the file",
            self._parser.CurrentLineNumber,
            name.rpartition(":")[2],
        )

    def _start_root(self, name: str, _: Mapping[str, str]) -> None:
        namespace, space, self.root = name.rpartition(" ")
        prefix, top = namespace + space, _Node()
        for record, paths in self.wanted.items():
            top.children[prefix + record] = node = _Node()
            for path in paths:
                node.plant(path, prefix)
        self._open.append((top, 0))
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
            return
        line = self._parser.CurrentLineNumber
        node = self._open[-1][0].children.get(name)
        if len(self._open) == 1:
            self._record = XmlRecord(name.rpartition(" ")[2], line)
        if node is None:
            self._skipped = 1
            if len(self._open) == 1:
                self._records.append(self._record)
            return
        self._open.append((node, line))
        if node.kept:
            self._length = 0
            self._text.clear()
            self._parser.CharacterDataHandler = self._characters
        for each in node.attributes:
            if each in attributes:
                path = f"{node.path}/@{each}" if node.path else f"@{each}"
                self._keep(path, attributes[each], line)

    def _end(self, _: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        node, line = self._open.pop()
        if node.kept:
            self._parser.CharacterDataHandler = None
            self._keep(node.path, "".join(self._text), line)
        elif len(self._open) == 1:
            self._records.append(self._record)

    def _keep(self, path: str, text: str, line: int) -> None:
        if path in self._record.cells:
            self._record.twice.append((path, line))
        else:
            self._record.cells[path] = text, line

    def _characters(self, text: str) -> None:
        if self._skipped:
            return
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise XmlRefused(
                "element_too_long",
                f"an element holds more than {LONGEST_TEXT} characters",
                "look for an end tag that is missing",
                self._parser.CurrentLineNumber,
            )
        self._text.append(text)


def _malformed(error: expat.ExpatError, *, foreign: bool) -> XmlRefused:
    if error.code in _ENCODINGS or (foreign and error.code == _NO_TOKEN):
        return _encoding(error.lineno)
    if error.code in _TOO_SHORT:
        says, hint = "the file ends before its XML does", "export it again, it was cut off"
    else:
        says = f"it is no well-formed XML: {expat.ErrorString(error.code)}"
        hint = "export it again, or look at that line for a sign that must be escaped"
    return XmlRefused("bad_xml", says, hint, error.lineno)


def _encoding(line: int) -> XmlRefused:
    return XmlRefused(
        "bad_encoding",
        "its characters are not in the encoding that it declares",
        "save it as UTF-8 and declare that",
        line,
    )
