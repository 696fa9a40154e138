"""Open a folder or a zip as a set of files, without trusting it.

A zip is read in place, never unpacked. One whose paths climb out, that holds far more than
its size lets expect, or that is encrypted is refused with the reason.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, TypeVar

import attrs

from sro_adapters.interchange.problems import InputRefused, Report

MOST_BYTES = 4 * 2**30
MOST_RATIO = 200
SMALL = 2**20
"""A file of this size or less may have any ratio: a table of blanks shrinks a thousandfold."""
MOST_FILES = 10_000
T = TypeVar("T")


@attrs.frozen
class Source:
    """Hold the files of an input by their path inside it.

    Attributes:
        name: the folder or zip as the user called it.
        files: path inside, with forward slashes, to a function that opens it.
    """

    name: str
    files: Mapping[str, Callable[[], BinaryIO]]

    def below(self, folder: str) -> Source:
        """Give the files of one folder inside, under their paths from there."""
        prefix = f"{folder}/" if folder else ""
        return Source(
            self.name,
            {
                path[len(prefix) :]: open_
                for path, open_ in self.files.items()
                if path.startswith(prefix)
            },
        )

    def folder_of(self, names: frozenset[str]) -> str | None:
        """Find the one folder nearest to the top that holds most of the named files."""
        counts: dict[str, int] = {}
        for path in self.files:
            parent, _, name = path.rpartition("/")
            if name.lower() in names:
                counts[parent] = counts.get(parent, 0) + 1
        if not counts:
            return None
        return min(counts, key=lambda each: (-counts[each], each.count("/"), each))


def open_source(path: Path) -> Source:
    """Open a folder or a zip.

    Raises:
        InputRefused: there is no such thing, or the zip cannot be trusted.
    """
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        return Source(
            str(path),
            {
                each.relative_to(path).as_posix(): _opener(each)
                for each in inside
                if not any(part.startswith(".") for part in each.relative_to(path).parts)
            },
        )
    if not path.exists():
        raise _refused(path, "no_such_input", "there is no such folder or zip", "check the path")
    if not zipfile.is_zipfile(path):
        raise _refused(
            path,
            "not_an_input",
            "it is neither a folder nor a zip",
            "give the folder or zip that holds the files",
        )
    return _zip(path)


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _zip(path: Path) -> Source:
    try:
        archive = zipfile.ZipFile(path)
        entries = [each for each in archive.infolist() if not each.is_dir()]
    except Exception as error:  # damage makes zipfile raise nearly anything
        raise _refused(
            path, "bad_zip", f"the zip cannot be read: {error}", "export it again"
        ) from error
    _trust(path, entries)
    files: dict[str, Callable[[], BinaryIO]] = {}
    for entry in entries:
        inside = PurePosixPath(entry.filename.replace("\\", "/"))
        if not any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            if str(inside) in files:
                says = f"it holds two files named {str(inside)!r}"
                raise _refused(path, "duplicate_file", says, "keep one of them")
            files[str(inside)] = _unzipper(path, archive, entry)
    return Source(str(path), files)


def _unzipper(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo
) -> Callable[[], BinaryIO]:
    def tried(step: Callable[[], T]) -> T:
        try:
            return step()
        except Exception as error:  # and each way of packing something of its own
            says = f"{entry.filename} cannot be read: {error}"
            raise _refused(path, "bad_zip", says, "export it again, without a password") from error

    def opened() -> BinaryIO:
        stream = tried(lambda: archive.open(entry))
        return io.BufferedReader(_Member(stream, lambda size: tried(lambda: stream.read(size))))

    return opened


class _Member(io.RawIOBase):
    """Unpack a file of a zip as it is read, however large it is.

    `zipfile` gives no more than the stated size, which is a claim, and nothing past a checksum
    that is wrong.
    """

    def __init__(self, stream: IO[bytes], read: Callable[[int], bytes]) -> None:
        self._stream = stream
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _trust(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    report = Report()
    if len(entries) > MOST_FILES:
        report.error(
            "zip_too_large", path.name, f"it holds {len(entries)} files", "give the export alone"
        )
    if sum(each.file_size for each in entries) > MOST_BYTES:
        report.error(
            "zip_too_large", path.name, "unpacked it is over 4 GiB", "give a folder instead"
        )
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
            report.error(
                "zip_climbs_out",
                path.name,
                f"the path {name!r} leads out of the zip",
                "do not trust this zip",
                value=name,
            )
        packed = max(entry.compress_size, 1)
        if entry.file_size > SMALL and entry.file_size / packed > MOST_RATIO:
            says = f"{name} unpacks to {entry.file_size // packed} times its size"
            report.error(
                "zip_bomb",
                path.name,
                says,
                "unpack it yourself and give the folder if you trust it",
            )
        if entry.flag_bits & 1:
            report.error(
                "zip_encrypted", path.name, f"{name} is encrypted", "give it without a password"
            )
    if report.errors:
        raise InputRefused(str(path), report)


def _refused(path: Path, code: str, says: str, hint: str) -> InputRefused:
    report = Report()
    report.error(code, path.name, says, hint)
    return InputRefused(str(path), report)
