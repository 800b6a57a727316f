"""Split German news text into sentences, character for character.

Every run of full stops, question marks and exclamation marks (with the closing quotes and brackets
that follow) is a candidate. The rules of `RULES` are asked in turn whether a sentence ends there;
the first that has an opinion decides, and where none has, the sentence ends. German makes this
hard because nouns have capitals: "am 6. Dezember" and "ab dem 33. Lebensjahr" look like two
sentences each. So the rules rest on closed classes of words (`abbreviations`), not on capitals.

Time is linear in the length of the text: a rule sees a window of bounded size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.text import abbreviations as tables

_TERMINALS = ".!?…"
_QUOTES = "\"'„“”‚‘’«»‹›"
_CLOSERS = _QUOTES + ")]"
_WINDOW = 200
_TWO_TOKENS = 80
_DOTTED_LENGTH = 30

_CANDIDATE = re.compile(rf"[{_TERMINALS}][{_TERMINALS}{re.escape(_CLOSERS)}]*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"\s*")
_SAID = re.compile(r"[^\W_]")
_OPENERS = re.compile(rf"[{_QUOTES}(\[\s–—-]{{0,8}}")
_WORD = re.compile(r"\d{1,40}|[^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?")
_COMPOUND = re.compile(r"[-/–]")
_OPENS_IN_LOWER_CASE = re.compile(r"[a-z]{1,2}[A-Z]|[a-z]\)\s")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.\s?){1,4}[^\W\d_]{1,4}$")
_UNSPACED_END = re.compile(r"(?:^|[\s(„“\"»«])[^\W\d_]{0,40}[a-zäöüß]{3}$")
_UNSPACED_START = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{0,40}(?=[\s,])")
_CARDINAL = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
_SHORT_DATE = re.compile(r"\d{1,2}\.\d{1,2}")
_DATE_PART = re.compile(r"\d{1,2}\.|(?:19|20)\d\d(?!\d)")
_LIST_MARK = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[IVX]{1,4})")
_SHORT_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]{1,3}")
_ROMAN = re.compile(r"[IVX]{2,6}")
_PLACE = re.compile(r"[^\W\d_][\w.-]*(?:(?: |/| am | a\. )[^\W\d_][\w-]*)?")
_AGENCY = re.compile(r" ?\([^()]{2,30}\)$")
_QUOTED_REST = re.compile(rf"[^.…{_QUOTES}]{{0,120}}[{_QUOTES}]\s+[a-zäöüß]")


@dataclass(frozen=True)
class Candidate:
    """A place where a sentence may end, with what the rules look at.

    text: a paragraph. start: offset of the sentence so far; stop: of its first terminal mark; end:
    behind the last mark and closing quote; next: of the first visible character after them.
    """

    text: str
    start: int
    stop: int
    end: int
    next: int

    @cached_property
    def marks(self) -> str:
        """The terminal marks, closing quotes and brackets: `?“`."""
        return self.text[self.stop : self.end]

    @cached_property
    def before(self) -> str:
        """The sentence so far, or its last 200 characters."""
        return self.text[max(self.start, self.stop - _WINDOW) : self.stop]

    @cached_property
    def token(self) -> str:
        """What stands before the mark up to white space, without opening quotes and brackets."""
        return self._tokens[-1].lstrip(_QUOTES + "([")

    @cached_property
    def bracketed(self) -> bool:
        """Whether a bracket opens before `token`."""
        return self._tokens[-1][:1] in ("(", "[")

    @cached_property
    def previous(self) -> str:
        """The token before `token`, with its punctuation."""
        return self._tokens[-2]

    @cached_property
    def _tokens(self) -> list[str]:
        return ["", "", *self.before[-_TWO_TOKENS:].rsplit(None, 2)[-2:]]

    @cached_property
    def forms(self) -> list[str]:
        """What to look up in the tables: "R", "d.R" and "i.d.R" of "i. d. R."."""
        forms = [self.word]
        if dotted := _DOTTED.search(self.before[-_DOTTED_LENGTH:]):
            parts = "".join(dotted.group().split()).split(".")
            forms += [".".join(parts[at:]) for at in range(len(parts))]
        if self.first:
            forms += [form[:1].lower() + form[1:] for form in forms]
        return forms

    @cached_property
    def word(self) -> str:
        """The last part of a compound token: "Ing" of "Dipl.-Ing"."""
        return _COMPOUND.split(self.token)[-1]

    @cached_property
    def following(self) -> str:
        """The next word or number, quotes and dashes skipped; empty if another sign comes."""
        match = _WORD.match(self.text, self.skipped)
        return match.group() if match else ""

    @cached_property
    def skipped(self) -> int:
        """Offset of what follows behind opening quotes, brackets and dashes."""
        match = _OPENERS.match(self.text, self.next)
        return match.end() if match else self.next

    @cached_property
    def opens(self) -> bool:
        """Whether the next word is of a kind that opens sentences and is no noun."""
        return self.following in tables.SENTENCE_OPENERS

    @cached_property
    def first(self) -> bool:
        """Whether `token` is all of the sentence so far."""
        return self.before.strip().lstrip(_QUOTES + "([") == self.token


Rule = Callable[[Candidate], bool | None]
"""True: the sentence ends here. False: it goes on. None: ask the next rule."""


def split(text: str) -> list[str]:
    """The sentences of `text`, each with the white space that follows it.

    They join to `text` exactly. A blank line always ends a sentence; a single line break is white
    space. White space before the first sentence belongs to that sentence.
    """
    ends = list(_ends(text))
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if a < b]


def _ends(text: str) -> Iterator[int]:
    """Offsets inside `text` where a sentence begins after another one."""
    begin = 0
    for gap in _BLANK_LINE.finditer(text):
        if not text[begin : gap.start()].strip():
            continue
        yield from _ends_in_paragraph(text, begin, gap.start())
        if gap.end() < len(text):
            yield gap.end()
        begin = gap.end()
    yield from _ends_in_paragraph(text, begin, len(text))


def _ends_in_paragraph(text: str, begin: int, limit: int) -> Iterator[int]:
    inside, start = text[begin:limit], 0  # rules look neither before nor behind a paragraph
    for match in _CANDIDATE.finditer(inside):
        gap = _SPACE.match(inside, match.end())
        following = gap.end() if gap else len(inside)
        if following >= len(inside) or not _may_split(inside, match.end(), following):
            continue
        candidate = Candidate(inside, start, match.start(), match.end(), following)
        if ends_sentence(candidate):
            start = following
            yield begin + start


def _may_split(text: str, end: int, following: int) -> bool:
    return following > end or text[end].isupper()


def ends_sentence(candidate: Candidate) -> bool:
    """Whether a sentence ends at `candidate`, by the first rule that has an opinion."""
    for rule in RULES:
        verdict = rule(candidate)
        if verdict is not None:
            return verdict
    return True


# What follows


def _missing_space(c: Candidate) -> bool | None:
    """ "… erreichbar.Die Straße …" ends; "Sat.1", "ver.di" and "setup.exe" do not."""
    if c.next > c.end:
        return None
    after = _UNSPACED_START.match(c.text, c.next)
    if not after or not _UNSPACED_END.search(c.before[-60:]) or _is_in(tables.NEVER_ENDS, c):
        return False
    return c.opens or (c.token[0].islower() and len(after.group()) > 2)


def _goes_on_in_lower_case(c: Candidate) -> bool | None:
    """A small letter goes on, unless it begins a name like "eBay" or is the list mark "b)"."""
    if c.following[:1].islower() and not _OPENS_IN_LOWER_CASE.match(c.text, c.skipped):
        return False
    return None


def _goes_on_with_punctuation(c: Candidate) -> bool | None:
    return False if c.text[c.next] in ",;:)]/&%." else None


def _nothing_said_yet(c: Candidate) -> bool | None:
    """ "… und genau das" and "[…] Der Rest" begin with the mark."""
    return None if _SAID.search(c.before) else False


# Brackets and quotes


def _bracket_closes_inside(c: Candidate) -> bool | None:
    """ "Krawitz (9.) Jahn", "(sic!)" and "[...]" stand in a sentence that goes on."""
    if c.marks[-1] in _TERMINALS or not {")", "]"} & set(c.marks):
        return None
    opened = max(c.before.rfind("("), c.before.rfind("["))
    return False if c.before[:opened].strip(_QUOTES + " \n") else None


def _stop_behind_bracket(c: Candidate) -> bool | None:
    """A full stop behind a bracket or quote is no part of an abbreviation: "(30.)." """
    closed = c.marks.rstrip(_TERMINALS)
    return True if closed and closed != c.marks else None


def _title_in_quotes(c: Candidate) -> bool | None:
    """ "In der Show „Wer weiß was?“ Mitte Mai": a quoted title with a mark of its own."""
    if c.marks[0] == "." or c.marks[-1] not in _QUOTES or c.opens:
        return None
    return False if _quote_is_embedded(c) else None


def _cry_in_quotes(c: Candidate) -> bool | None:
    """ "… dass er „Haut ab! Haut ab!“ gerufen hatte": the clause goes on behind the quote."""
    if c.marks[0] == "." or c.marks[-1] in _QUOTES or not _quote_is_embedded(c):
        return None
    return False if _QUOTED_REST.match(c.text, c.next) else None


def _quote_is_embedded(c: Candidate) -> bool:
    """Whether the open quote began in mid-clause: not at the start, not after a colon or comma."""
    before = c.before
    opened = max(before.rfind(f" {quote}") for quote in _QUOTES)
    context = before[: max(opened, 0)].rstrip()
    return bool(context) and context[-1] not in ":,.!?…–"


def _quote_closes(c: Candidate) -> bool | None:
    return True if c.marks[-1] in _QUOTES else None


# Marks other than a full stop


def _question_or_exclamation(c: Candidate) -> bool | None:
    return True if {"?", "!"} & set(c.marks) else None


def _ellipsis(c: Candidate) -> bool | None:
    """ "Und dann … Stille." goes on; an ellipsis that touches its word ends the sentence."""
    if c.marks != "…" and not c.marks.startswith(".."):
        return None
    touches = not c.before[-1].isspace()
    return touches or c.opens


# The beginning of a paragraph


def _dateline(c: Candidate) -> bool | None:
    """ "Berlin. Rom Brandauer wurde …", "Wiesbaden (KNA). …": belongs to what it introduces."""
    if c.start or c.stop - c.start > 60:
        return None
    place = c.before.strip()
    agency = _AGENCY.search(place)
    name = place[: agency.start()] if agency else place
    if not _PLACE.fullmatch(name):
        return None
    return False if agency or _is_place(name) else None


def _is_place(name: str) -> bool:
    first, _, rest = name.partition(" ")
    if rest:
        return first in tables.DATELINE_FIRST_WORDS or first in tables.DATELINE_PLACES
    return any(
        part in tables.DATELINE_PLACES or part.endswith(tables.DATELINE_ENDINGS)
        for part in re.split("[/-]", name)
    )


def _list_mark(c: Candidate) -> bool | None:
    """ "1. Der Bund zahlt": a number or letter alone is the mark of a list item."""
    return False if c.first and _LIST_MARK.fullmatch(c.token) else None


# Words and numbers before a full stop


def _abbreviation_never_ends(c: Candidate) -> bool | None:
    return False if _is_in(tables.NEVER_ENDS, c) else None


def _abbreviation_before_number(c: Candidate) -> bool | None:
    """ "Art. 2" is a reference, "eine neue Art." is a word."""
    numbered = c.following.isdigit() or _ROMAN.fullmatch(c.following)
    return False if numbered and _is_in(tables.BEFORE_NUMBER, c) else None


def _abbreviation_may_end(c: Candidate) -> bool | None:
    """ "a. D. Winter" goes on, "a. D. Seine Frau" does not."""
    return c.opens if _is_in(tables.MAY_END, c) or c.word.lower().endswith("str") else None


def _is_in(table: frozenset[str], c: Candidate) -> bool:
    return not table.isdisjoint(c.forms)


def _unit(c: Candidate) -> bool | None:
    """A unit of one letter after a number is no initial: "noch 800 m. Dort"."""
    return True if c.token in tuple("smglhtVW") and c.previous[-1:].isdigit() else None


def _initial(c: Candidate) -> bool | None:
    """ "M. Engelhardt" and "J.R. Tollmann" go on; "Michael B. Der Mann" does not."""
    letter = c.token.split(".")[-1].split("-")[-1]
    if len(letter) != 1 or not letter.isalpha():
        return None
    if letter.isupper() and c.previous in tables.LABELLED:
        return True
    return letter.isupper() and c.opens


def _regnal_number(c: Candidate) -> bool | None:
    """ "König Anselm III." goes on unless a word follows that opens a sentence."""
    return c.opens if _ROMAN.fullmatch(c.token) else None


def _unknown_abbreviation(c: Candidate) -> bool | None:
    """A short word without a vowel that is neither a unit nor in capitals: "Krs."."""
    word = c.word
    if not _SHORT_WORD.fullmatch(word) or word in tables.UNDOTTED:
        return None
    return None if set(word.lower()) & set("aeiouyäöü") else c.opens


def _day_and_month(c: Candidate) -> bool | None:
    """ "am 23.2. Heiligabend" may go on; a full date needs no rule."""
    return c.opens if _SHORT_DATE.fullmatch(c.token) else None


def _ordinal(c: Candidate) -> bool | None:
    """Whether a number with a full stop is an ordinal, by what stands on both sides."""
    if not _CARDINAL.fullmatch(c.token):
        return None
    if c.following.isdigit():
        return not _continues_date(c)
    if c.following in tables.MONTHS or c.following in tables.ORDINAL_NOUNS:
        return False
    return c.opens or _is_cardinal(c)


def _continues_date(c: Candidate) -> bool:
    part = _DATE_PART.match(c.text, c.next)
    if not part or len(c.token) > 2:
        return False
    return part.group().endswith(".") or c.previous.rstrip(".").isdigit()


def _is_cardinal(c: Candidate) -> bool:
    """ "Platz 3." and "für 2030." count; "der 1000.", "in 1." and "(75. Hwang)" do not."""
    if c.bracketed:
        return False
    previous = c.previous
    if previous.lower() in tables.ORDINAL_CUES or previous[-1:] in ",;:–-":
        return False
    if len(c.token) >= 3 or previous == "§":
        return True
    return (
        previous.replace("-", "").isalpha()
        and previous[0].isupper()
        and previous not in tables.WEEKDAYS
    )


RULES: tuple[Rule, ...] = (
    _missing_space,
    _goes_on_with_punctuation,
    _goes_on_in_lower_case,
    _nothing_said_yet,
    _bracket_closes_inside,
    _stop_behind_bracket,
    _title_in_quotes,
    _cry_in_quotes,
    _question_or_exclamation,
    _ellipsis,
    _dateline,
    _list_mark,
    _abbreviation_never_ends,
    _quote_closes,
    _abbreviation_before_number,
    _unit,
    _abbreviation_may_end,
    _regnal_number,
    _initial,
    _unknown_abbreviation,
    _day_and_month,
    _ordinal,
)
"""The rules in the order in which they are asked."""
