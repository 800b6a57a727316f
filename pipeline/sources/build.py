"""The one place where an Article is made: sentences split and numbered, the id computed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.article import Article, Block, Kind, Sentence
from pipeline.text.language import detect
from pipeline.text.language import foreign as language_of
from pipeline.text.printable import printable
from pipeline.text.sentences import split

_ID_LENGTH = 16
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|wt_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|xtor",
    re.IGNORECASE,
)
# Where a page was found, or, as a number, which page it is.
_PERHAPS_TRACKING = re.compile(r"at_\w+|ref|cid", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block before its sentences are split: its kind, its text and who speaks, if it is known."""

    kind: Kind
    text: str
    speaker: str | None = None


def build(
    source: str,
    *,
    url: str | None = None,
    published: datetime | None = None,
    kicker: str = "",
    headline: str = "",
    byline: str = "",
    lead: str = "",
    language: str = "",
    blocks: Sequence[RawBlock],
    notes: Sequence[str] = (),
) -> Article:
    """An Article from what a reader found; the texts must have gone through `normalize`.

    source: where it was read from. language: ISO code, detected if empty; blocks of a German
    article that are in another language become notes then. Blocks without text are left out. The
    id is that of the URL, or of kicker, headline and blocks where there is none: notes may change
    (a broadcast note is added at night) and the article stays the same.
    """
    url = _on_one_line(url or "") or None
    kept = [block for block in blocks if block.text.strip()]
    foreign = [] if language else _in_other_languages(kept)
    kept = [block for block in kept if block not in foreign]
    texts = [block.text.strip() for block in kept]
    return Article(
        id=article_id(url, [kicker, headline, *texts]),
        source=source,
        url=url,
        published=published,
        kicker=kicker,
        headline=headline,
        byline=byline,
        lead="" if any(block.text == lead for block in foreign) else lead,
        language=language or detect(" ".join([headline, *texts])),
        blocks=tuple(_number(kept)),
        notes=tuple(note for note in (*notes, *(b.text for b in foreign)) if note.strip()),
    )


def _on_one_line(url: str) -> str:
    """Without line breaks and tabs, as browsers read it, and what would steer a terminal."""
    return printable(re.sub(r"[\t\r\n]", "", url.strip()))


def _in_other_languages(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """The blocks of a German article that are not German; [] if most of the article is not."""
    foreign = [block for block in blocks if language_of(block.text)]
    size = sum(len(block.text) for block in foreign)
    return foreign if 2 * size < sum(len(block.text) for block in blocks) else []


def article_id(url: str | None, texts: Sequence[str]) -> str:
    """Sixteen hexadecimal digits: of the canonical URL if there is one, else of the texts.

    A site's home page is no article's address. Neither white space nor how characters are composed
    changes the id.
    """
    address = canonical_url(url) if url else ""
    if not address or _is_home(address):
        address = " ".join(unicodedata.normalize("NFC", " ".join(texts)).split())
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def canonical_url(url: str) -> str:
    """One form for the addresses of one page: no place in it, no tracking, host in lower case.

    A fragment that is a path (`#/a`, `#!/a`) names a page. Raises ValueError for no address.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    port = _port(parts.netloc)
    if port and port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    # Escapes that are no UTF-8 stay what they are.
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = urlencode([pair for pair in pairs if not _is_tracking(*pair)], errors="surrogateescape")
    fragment = parts.fragment if parts.fragment.startswith(("/", "!/")) else ""
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, fragment))


def _is_tracking(name: str, value: str) -> bool:
    perhaps = bool(_PERHAPS_TRACKING.fullmatch(name)) and not value.isdecimal()
    return perhaps or bool(_TRACKING.fullmatch(name))


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path == "/" and not parts.query and not parts.fragment


def _port(netloc: str) -> int | None:
    match = re.search(r":(\d{1,5})$", netloc)
    return int(match[1]) if match else None


def _number(blocks: Sequence[RawBlock]) -> Iterator[Block]:
    """Blocks with their sentences, counted over the whole article."""
    count = 0
    for block in blocks:
        text = block.text.strip()
        pieces = [text] if block.kind == "heading" else split(text)
        sentences = tuple(Sentence(f"s{count + i}", piece) for i, piece in enumerate(pieces, 1))
        count += len(sentences)
        yield Block(block.kind, sentences, block.speaker)
