"""Bytes to text, and text to one normal form.

The result of `normalize` is "the normalised input" of the promise that no text is lost: whatever
reads an article afterwards moves characters between blocks and notes but drops none.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from pipeline.errors import SourceError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (Word, OpenDocument and EPUB files are such archives)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ID3\x03\x00", "an MP3 recording"),
    (b"OggS\x00", "an Ogg recording"),
    (b"\x7fELF", "a program"),
)

_CONTROL_SHARE = 0.02
"""Text in an old code page holds next to no control characters; compressed data holds 10 %."""

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINER = re.compile(r"(?<=\w)\u200d|\u200d(?=\w)")  # between emoji it makes one picture of two
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CYRILLIC_WORD = re.compile(r"(?<!\w)\w*[\u0400-\u04ff]\w*")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_TWINS = str.maketrans("АВЕЅІЈКМНОРСТХаеѕіјорсухԛԝ", "ABESIJKMHOPCTXaesijopcyxqw")


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-8 or UTF-16, else as Windows-1252.

    Raises SourceError if the bytes are no text, and names what they are where that is known.
    """
    kind = _binary_kind(data)
    if kind:
        raise SourceError(f"this is {kind}, not text", "save it as plain text (UTF-8) first")
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decode_single_byte(data)


def normalize(text: str) -> str:
    """Text in the one form that everything after it expects. Idempotent.

    Line ends become LF; composed characters (NFC); soft hyphens, zero-width and control
    characters go; any space is a plain one; UTF-8 once read as Windows-1252 ("Ã¼ber") and Cyrillic
    letters inside Latin words are repaired. Quotes, dashes and ligatures stay as they are.
    """
    while (normal := _normalize_once(text)) != text:
        text = normal
    return text


def _binary_kind(data: bytes) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "an image or a recording"
    if data[4:8] == b"ftyp":
        return "a video or an image"
    return ""


def _encodings(data: bytes) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    return [*_unmarked_utf16(data), "utf-8"] if b"\x00" in data else ["utf-8"]


def _unmarked_utf16(data: bytes) -> list[str]:
    """Latin text in UTF-16 has a zero in nearly every second byte."""
    head = data[:4096]
    if head[1::2].count(0) > len(head) * 0.4:
        return ["utf-16-le"]
    if head[0::2].count(0) > len(head) * 0.4:
        return ["utf-16-be"]
    return []


def _decode_single_byte(data: bytes) -> str:
    """Windows-1252, but for lines that are UTF-8: files grow together from several sources."""
    import ftfy.bad_codecs  # noqa: F401  # registers the codec that knows all 256 bytes

    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data)
    if b"\x00" in data or controls > len(data) * _CONTROL_SHARE:
        raise SourceError("this is binary data, not text", "pass a text file (UTF-8)")
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return "\n".join(map(_decode_line, lines))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("sloppy-windows-1252")


def _normalize_once(text: str) -> str:
    text = _LINE_ENDS.sub("\n", _repair_mojibake(text))
    text = _CONTROLS.sub("", _JOINER.sub("", _INVISIBLE.sub("", text)))
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    return _CYRILLIC_WORD.sub(_latin_twin, text)


def _repair_mojibake(text: str) -> str:
    """Undo a wrong decoding, line by line, since often only a pasted part went wrong."""
    if text.isascii():
        return text
    import ftfy
    from ftfy.badness import is_bad

    lines = text.split("\n")
    return "\n".join(ftfy.fix_encoding(line) if is_bad(line) else line for line in lines)


def _latin_twin(match: re.Match[str]) -> str:
    """The word in Latin letters, if it is Latin but for look-alikes ("Мarija")."""
    word = match[0]
    latin = len(_LATIN_LETTER.findall(word))
    twin = word.translate(_TWINS)
    foreign = sum("\u0400" <= letter <= "\u04ff" for letter in word)
    certain = latin > foreign and not re.search(r"[\u0400-\u04ff]", twin)
    return twin if certain else word
