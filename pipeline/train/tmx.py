"""Translation memories (TMX 1.4b) as a stream of German-English pairs.

Read with expat itself, since it tells of entity declarations before they are used: a file that
brings its own entities ("a billion laughs", or one that reaches for other files) is refused, while
the usual reference to `tmx14.dtd` is let pass and never followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate  # nosec: entities are refused

# These hold the markup of another format, not text; `hi` and `sub` do hold text.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_BLOCK = 1 << 16


def read_tmx(file: IO[bytes]) -> Iterator[tuple[str, str]]:
    """The German and the English of each translation unit that has both, in order.

    Of several variants in one language the first counts. Raises ValueError for a broken file and
    for one that declares entities.
    """
    units = _Units()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = units.start
    parser.EndElementHandler = units.end
    parser.CharacterDataHandler = units.text
    parser.EntityDeclHandler = units.refuse
    try:
        while block := file.read(_BLOCK):
            parser.Parse(block)
            yield from units.take()
        parser.Parse(b"", True)
    except ExpatError as error:
        raise ValueError(f"not well-formed XML: {error}") from error


class _Units:
    """Gathers translation units while the parser reports what it meets."""

    def __init__(self) -> None:
        self._done: list[tuple[str, str]] = []
        self._unit: dict[str, str] = {}
        self._language = ""
        self._segment: list[str] | None = None
        self._codes = 0

    def take(self) -> list[tuple[str, str]]:
        """The units that are complete, which are forgotten here."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tu":
            self._unit = {}
        elif tag == "tuv":
            language = attributes.get("xml:lang") or attributes.get("lang", "")
            self._language = language.lower().replace("_", "-").partition("-")[0]
        elif tag == "seg":
            self._segment = []
        elif tag in _CODES:
            self._codes += 1

    def end(self, tag: str) -> None:
        if tag == "seg" and self._segment is not None:
            self._unit.setdefault(self._language, "".join(self._segment))
            self._segment = None
        elif tag == "tu" and {"de", "en"} <= self._unit.keys():
            self._done.append((self._unit["de"], self._unit["en"]))
        elif tag in _CODES:
            self._codes -= 1

    def text(self, text: str) -> None:
        if self._segment is not None and not self._codes:
            self._segment.append(text)

    def refuse(self, name: str, *_: object) -> None:
        raise ValueError(
            f"it declares the entity {name}, which a translation memory has no use for"
        )
