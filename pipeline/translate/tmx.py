"""Translation memories as files: TMX 1.4b, read and written as a stream, and pairs in JSONL.

The standard is at https://www.gala-global.org/tmx-14b.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr  # nosec: writes only

from pipeline.errors import UsageError

EDITOR = "editor"
_ORIGIN = "x-origin"
# These hold the markup of another format, not text; `hi` and `sub` do hold text.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STAMP = "%Y%m%dT%H%M%SZ"
# What XML 1.0 cannot hold at all, escaped or not.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True, slots=True)
class Unit:
    """A German segment and its English.

    origin: `editor`, or the label of the model whose words they are. changed: ISO 8601.
    """

    de: str
    en: str
    origin: str = EDITOR
    changed: str = ""


def write_tmx(units: Iterable[Unit]) -> Iterator[str]:
    """The parts of a TMX file, one for each unit."""
    from pipeline import __version__

    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="depesche" creationtoolversion="{__version__}" segtype="sentence"'
        ' o-tmf="depesche" adminlang="en" srclang="de" datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        changed = f' changedate="{_stamp(unit.changed)}"' if unit.changed else ""
        yield (
            f"<tu creationid={quoteattr(unit.origin)}{changed}>"
            f'<prop type="{_ORIGIN}">{_text(unit.origin)}</prop>'
            f'<tuv xml:lang="de"><seg>{_text(unit.de)}</seg></tuv>'
            f'<tuv xml:lang="en"><seg>{_text(unit.en)}</seg></tuv></tu>\n'
        )
    yield "</body>\n</tmx>\n"


def read_tmx(file: IO[bytes], name: str) -> Iterator[Unit]:
    """The units of a TMX file that are in German and English; of several variants the first.

    Raises UsageError, with `name` for the file, where it is no XML or uses entities of its own.
    These are never resolved, and nothing outside the file is read.
    """
    from lxml import etree

    parts = etree.iterparse(
        file, tag="tu", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, element in parts:
            if unit := _unit(element):
                yield unit
            _forget(element)
        if parts.root.tag != "tmx":
            raise UsageError(
                f"{name} is no TMX file (it is <{parts.root.tag}>)",
                "give a translation memory in TMX 1.4",
            )
    except etree.XMLSyntaxError as error:
        raise UsageError(
            f"{name} is no TMX file ({error.msg})", "give a translation memory in TMX 1.4"
        ) from error
    except _OwnEntityError as error:
        raise UsageError(
            f"{name} uses the entity {error}, which it declares itself",
            "write the text in its place; a translation memory has no use for entities",
        ) from error


def read_jsonl(file: IO[bytes], name: str) -> Iterator[Unit]:
    """The pairs of a file with an object `{"de", "en"}` a line. Raises UsageError for others."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            de, en = (values[key].encode().decode() for key in ("de", "en"))
            yield Unit(de, en)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(
                f'{name}, line {number} is no object with "de" and "en"', "mend that line"
            ) from error


class _OwnEntityError(Exception):
    """Text that stands elsewhere: it could be a file of this machine, or grow without end."""


def _forget(element: Any) -> None:
    """Take a unit that was read, and what stands before it, out of memory."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _unit(element: Any) -> Unit | None:
    texts: dict[str, str] = {}
    for variant in element.iterfind("tuv"):
        language = variant.get(_LANGUAGE) or variant.get("lang") or ""
        segment = variant.find("seg")
        if segment is not None:
            main = re.split("[-_]", language.lower())[0]
            texts.setdefault(main, "".join(_pieces(segment)))
    if not texts.keys() >= {"de", "en"}:
        return None
    origin = element.findtext(f"prop[@type='{_ORIGIN}']") or EDITOR
    return Unit(texts["de"], texts["en"], origin)


def _pieces(element: Any) -> Iterator[str]:
    from lxml import etree

    yield element.text or ""
    for child in element:
        if child.tag is etree.Entity:
            raise _OwnEntityError(child.name)
        if isinstance(child.tag, str) and child.tag not in _CODES:
            yield from _pieces(child)
        yield child.tail or ""


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


def _stamp(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime(_STAMP)
