"""Reading XML from strangers: no entity, nothing outside the file, no file without end."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from census.errors import InputError
from census.readers.files import existing_file

Attributes = dict[str, str]

LARGEST = 1 << 28
"""Bytes after unpacking beyond which a file is refused; a grid of a million nodes has about 1e8."""
CHUNK = 1 << 20
GZIP_MARK = b"\x1f\x8b"


@dataclass(frozen=True)
class Handlers:
    """What happens at each part of a document; the names carry no prefix of a namespace.

    Parameters
    ----------
    start
        Called with the name and the attributes of each element.
    end
        Called with the name of each element that ends.
    text
        Called with pieces of text, cut anywhere.
    doctype
        Whether a document type may stand at the head; what it declares may still hold no entity.
    """

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None
    doctype: bool = False


def parse(path: Path, handlers: Handlers, *, what: str) -> None:
    """Walk through an XML file, plain or packed with gzip.

    Raises
    ------
    InputError
        If it is missing, not well-formed, truncated, larger than any real one, or holds a document type
        (unless allowed), an entity or a reference to another file.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handlers.start(_local(name), attributes)
    if handlers.end is not None:
        end = handlers.end
        parser.EndElementHandler = lambda name: end(_local(name))
    if handlers.text is not None:
        parser.CharacterDataHandler = handlers.text
    _guard(parser, f"{what}: {path}", doctype=handlers.doctype)
    try:
        for piece in _pieces(existing_file(path, what=what), what):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except LookupError as error:
        raise InputError(
            f"{what}: {path} states an encoding that is none ({error}); UTF-8 is needed"
        ) from error
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise InputError(
            f"{what}: {path} is no whole XML document: {reason} in line {error.lineno}, column "
            f"{error.offset + 1}; is it truncated? A complete file is needed"
        ) from error


def _guard(parser: expat.XMLParserType, file: str, *, doctype: bool) -> None:
    """Stop at a declaration before anything is made of it."""

    def refuse(kind: str, name: str) -> None:
        raise InputError(
            f"{file}, line {parser.CurrentLineNumber}: {kind} {name!r} is declared; entities, documents "
            "outside the file and their kin are refused, plain elements are needed"
        )

    def on_doctype(name: str, system: str | None, public: str | None, _: bool) -> None:
        if not doctype or system is not None or public is not None:
            refuse("document type", name)

    def on_entity(name: str, *_: object) -> None:
        refuse("entity", name)

    def on_reference(context: str, *_: object) -> int:
        refuse("reference to another file", context)
        return 0

    parser.StartDoctypeDeclHandler = on_doctype
    parser.EntityDeclHandler = on_entity
    parser.UnparsedEntityDeclHandler = on_entity
    parser.ExternalEntityRefHandler = on_reference


def _pieces(path: Path, what: str) -> Iterator[bytes]:
    """The unpacked bytes of a file in pieces."""
    with path.open("rb") as plain:
        packed = plain.read(2) == GZIP_MARK
        plain.seek(0)
        source = gzip.GzipFile(fileobj=plain) if packed else plain
        size = 0
        try:
            while piece := source.read(CHUNK):
                size += len(piece)
                if size > LARGEST:
                    raise InputError(
                        f"{what}: {path} holds over {LARGEST >> 20} MiB"
                        f"{' once unpacked' if packed else ''}; that is more than a map of shaking needs"
                    )
                yield piece
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(
                f"{what}: {path} is a damaged or truncated gzip file ({error}); a complete file is needed"
            ) from error


def _local(name: str) -> str:
    """Name of an element without the prefix of its namespace."""
    return name.rpartition(":")[2]
