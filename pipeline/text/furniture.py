"""What stands in a news article without being its text: bylines, programme notes, teasers, marks.

`classify` judges a paragraph, `part` cuts furniture off a paragraph's ends. When in doubt both keep
the text, except for bylines and broadcast notes: those read like sentences full of names and dates,
so summarizers love them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Furniture = Literal[
    "byline",
    "credit",
    "broadcast",
    "teaser",
    "editorial",
    "agency",
    "caption",
    "stand",
    "embed",
    "reference",
]
"""The kinds of furniture. "credit" names contributors, "stand" says when the text was updated,
"reference" which publication or source it rests on."""

_NAME = r"(?:[A-ZÄÖÜÉÈÁÓŠŽČĆŁÇ][\w'’.-]*)"
_PARTICLE = r"(?:von|van|vom|de|del|der|des|den|di|da|dos|du|la|le|ten|ter|zu|zum|zur|el|al|bin)"
_LINK = r"(?:mit|aus|in|im|für|zzt\.?|zurzeit|derzeit|z\.\s?Zt?\.)"
_AGENCY = r"(?:dpa|dapd|DPA|afp|AFP|apa|APA|ap|AP|kna|KNA|epd|sid|SID|reuters|Reuters|SDA|sda)"
_NEWSROOM = (
    r"(?:(?:ARD|ZDF|NDR|WDR|SWR|MDR|RBB|rbb|BR|HR|hr|SR|RB|mdr|ndr|wdr|swr|br)(?:[-|\d][\w|-]*)?"
    r"|ORF|SRF|RTL|n-tv|DLF|Deutschlandfunk|Deutschlandradio|Inforadio|[Tt]agesschau(?:\.de|24)?"
    r"|[Tt]agesthemen|[\w-]*[Ff]aktenfinder|[\w-]*[Ss]tudio|[\w-]*[Rr]edaktion(?:snetzwerk)?"
    rf"|[\w-]*[Kk]orrespondent(?:in|en|innen)?|{_AGENCY}|[\w-]+\.(?:de|at|ch|com))"
)
_GENRE = (
    r"(?:Eine?\s+)?(?:Kommentar|Analyse|Gastbeitrag|Gastkommentar|Reportage|Porträt|Essay|Glosse"
    r"|Bericht|Beitrag|Interview|Recherche|Leitartikel|Überblick|Einordnung|Rezension|Kolumne)"
)
_PERSON = rf"{_NAME}(?:\s+(?:{_PARTICLE}\s+)*{_NAME}){{1,3}}"
_MONTH = (
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)
_DATE = rf"\d{{1,2}}\.\s?(?:\d{{1,2}}\.\s?|{_MONTH}\s)\d{{2,4}}"
_AFTER_SENTENCE = r"(?<=[.!?…\"“”»«)])\s+"

_VON = re.compile(rf"(?:{_GENRE}\s+)?(?:von|Von|VON)\s*:?\s+(?P<who>.+)", re.DOTALL)
_LABEL = re.compile(
    r"(?:Text|Autor(?:in|en|innen)?|Interview|Protokoll)\s*:\s*(?P<who>.+)", re.DOTALL
)
_WITH_NEWSROOM = re.compile(rf"{_PERSON},\s+{_NEWSROOM}(?:[ ,-]+{_NAME})*")
_UNSIGNED = re.compile(r"unsere[mnr]?\s+[\w\s-]*(?:Redaktion|Korrespondent|Reporter)\w*[\w\s,-]*")
_FROM_TO = re.compile(r"\S+\s+zu[mr]?\s+\S+")
_BYLINE_TOKEN = re.compile(
    rf"(?P<break>,|&|/|;|\||\b(?:und|u\.|sowie)(?=\s))|(?P<newsroom>{_NEWSROOM}(?=[\s,/)&;|.]|$))"
    rf"|(?P<link>{_LINK}(?=\s))|(?P<particle>{_PARTICLE}(?=\s))|(?P<name>{_NAME})|[()]|\s+"
)
_CREDIT = re.compile(
    r"(?:(?:Mit|Unter\s+Verwendung\s+von)\s+(?:Informationen|Material|Agenturmaterial|Inhalten)"
    r"(?:\s+(?:von|aus))?"
    r"|(?:Mitarbeit|Mitwirkung|Redaktion|Bearbeitung|Recherche|Übersetzung|Kamera|Produktion)\s*:"
    r"|Die\s+Fragen\s+stellten?|(?:Das|Dieses)\s+(?:Interview|Gespräch)\s+führten?"
    r"|Aus\s+dem\s+\w+en(?:\s+übersetzt)?\s+von)"
    r"\s+(?P<who>[^!?]{2,160}?)(?:\.\s+(?:Es|Das\s+Interview|Das\s+Gespräch)\s+wurde\s.{5,200})?",
    re.DOTALL,
)
_INTERVIEW_EDITED = (
    r"(?:Das|Dieses)\s+(?:Interview|Gespräch)\s+wurde\s[^.]{0,150}(?:bearbeitet|gekürzt)\."
)

_BROADCAST = (
    r"(?:Über\s+(?:dieses|das)\s+Thema\s+(?:berichte|hat\b|haben\b|sprach|informier|diskutier|sende)"
    rf"(?:(?:(?!\.\s+(?!{_MONTH})[A-ZÄÖÜ]).){{2,250}}|.{{0,200}}?{_DATE}\s+um\s[\d:.]+\s+Uhr\..{{0,250}})"
    r"|(?:Dieses|Das)\s+Thema\s+im\s+(?:Programm|Radio|Fernsehen|TV)\b.*"
    r"|(?:Dieser|Diesen)\s+(?:Beitrag|Bericht)\s+(?:lief|sendete|läuft|wurde\s+(?:zuerst\s+)?gesendet)"
    rf"\b.{{0,250}}|(?:Darüber|Hierüber)\s+berichtete[^.]*\b{_DATE}\s+um\s[\d:.]+\s+Uhr\.?)"
)

_REFERENCE = (
    r"(?:(?:Weiterführende\s+)?Literatur(?:angaben|hinweise?|verzeichnis)?|Quellen?(?:angaben?)?"
    r"|Referenz(?:en)?|(?:Original|Fach)?(?:[Pp]ublikation|[Ss]tudie|[Aa]rtikel|[Vv]eröffentlichung))"
    r"\s*:"
)
_CITED = (
    r"(?:\bet\.?\s?al\b|\b(?:DOI|doi)\b|https?://|\bISBN\b"
    r"|\bS\.\s?\d+\s?[-–]\s?\d|\b(?:Bd|Jg|Vol|Nr|No)\.\s?\d)"
)

_TABLE: tuple[tuple[Furniture, str], ...] = (
    ("broadcast", _BROADCAST),
    ("broadcast", rf"Sendung(?:en)?\s*:\s.*(?:{_DATE}|Uhr).*"),
    ("broadcast", rf"[^|.!?]{{2,60}}(?:\|[^|]{{2,80}}){{1,4}}\|\s*{_DATE}\s*(?:\|[^|]*)?"),
    ("credit", _INTERVIEW_EDITED),
    ("stand", rf"Stand\s*:\s*(?:\w+,\s*)?(?:{_DATE}|{_MONTH}\s\d{{4}}).{{0,30}}"),
    ("stand", rf"(?:Veröffentlicht|(?:Zuletzt\s+)?[Aa]ktualisiert|Erstellt|Publiziert)"
              rf"(?:\s+am\s+|\s*:\s*)(?:\w+,\s*)?{_DATE}.{{0,40}}"),
    ("stand", rf"{_DATE},?\s+(?:um\s+)?\d{{1,2}}[:.]\d{{2}}(?:\s+Uhr)?"),
    ("teaser", r"(?:mehr|Mehr|MEHR)(?:\s+(?:dazu|hier|im\s+Liveblog|lesen|Infos))?\s*[:…>»]*"),
    ("teaser", r"Mehr\s+(?:zum|zu\s+diesem)\s+Thema(?:\s*[:»–-].{0,200}"
               r"|\s+(?:lesen|hören|sehen|finden|gibt|im|in|auf)\b.{0,150})?"),
    ("teaser", r"(?:Weiterlesen|Lesetipps?|Zum\s+Thema|Links\s+zum\s+Thema|Weiterführende\s+Links"
               r"|Das\s+könnte\s+Sie\s+auch\s+interessieren"
               r"|Weitere\s+(?:Artikel|Meldungen|Themen|Informationen|Nachrichten))(?:\s*:.{0,150})?"),
    ("teaser", r"(?:Lesen|Sehen|Hören)\s+Sie\s+(?:hierzu|dazu|auch|hier|mehr|weiter)\b.{0,200}"),
    ("teaser", r"[^.!?]{5,150}\b(?:finden|lesen|sehen|hören|erfahren)\s+Sie\s+hier\s*\.?"),
    ("teaser", r".{0,160}\b(?:Alle|Die)\s+(?:aktuellen\s+)?Entwicklungen\s+im\s+(?:Live|News)?"
               r"[Bb]log\.?"),
    ("teaser", r"Das\s+ist\s+die\s+Europäische\s+Perspektive\s+bei\s+\w+\."),
    ("teaser", r".{0,400}\bNewsletter\b.{0,400}\b(?:Anmeldung|anmelden|abonnieren|Postfach)\b"
               r".{0,100}"),
    ("editorial", r"(?:Anmerkung|Hinweis)\s+(?:der|von\s+der)\s+Redaktion\b.*"),
    ("editorial", r"\(?(?:Anm\.\s*d(?:\.|er)\s*Red\w*\.?|Korrekturhinweis|Transparenzhinweis)"
                  r"\s*:.*"),
    ("editorial", r"In\s+einer\s+(?:früheren|ersten|vorherigen)\s+(?:Version|Fassung)\s+d\w+\s+"
                  r"(?:Artikels|Beitrags|Textes|Berichts|Meldung)\b.*"),
    ("editorial", r"Dieser\s+(?:Artikel|Text|Beitrag)\s[^.]*"
                  r"(?:aktualisiert|korrigiert|übersetzt)\."),
    ("caption", r"(?:©|Foto\w*\s*:|Bild(?:quelle|nachweis|unterschrift|rechte)\s*:"
                r"|[Pp]icture[ -][Aa]lliance)[^.!?]{2,120}\.?"),
    ("caption", r"(?:Bild|Grafik|Screenshot)\s*:\s*[^.!?\s]+\s*/\s*[^.!?]{2,40}"),
    ("caption", r"[^!?]{3,200}(?:\|\s*(?:Bildquelle|Foto|Bild|Quelle|Grafik)|\|?\s*©"
                r"|\((?:Foto|Bild))\s*:?[^.!?]{2,60}"),
    ("embed", r"(?:https?://)?pic\.twitter\.com/\w+"),
    ("embed", r"[—–-]\s*[^@]{1,60}\(@\w+\).{0,40}"),
    ("embed", r"(?:Empfohlener\s+[Ee]xterner|Externer|Eingebetteter)\s+(?:[Rr]edaktioneller\s+)?"
              r"Inhalt\b.{0,200}"),
    ("embed", r"https?://\S+"),
    ("embed", r"(?:…|\.\.\.)?\s*\[\+\d+\s+chars\]"),
    ("reference", rf"{_REFERENCE}\s.{{0,600}}?{_CITED}.{{0,400}}"),
    ("reference", rf"(?:{_REFERENCE}\s)?{_NAME},(?:\s[A-Z]\.)+[^!?]{{0,300}}"
                  r"\((?:19|20)\d\d[a-z]?\)\s?[:.].{0,400}"),
    ("reference", r"Quellen?(?:angaben?)?\s*:\s[^.!?]{2,100}\.?|(?:Quellen?|Literatur)\s*:"),
    ("reference", r"(?:DOI|doi)\s*:?\s*(?:https?://\S+|10\.\d{4,}\S*)\.?"),
)  # fmt: skip
"""What a whole paragraph must match to be furniture, besides bylines, credits and agency marks."""

_PATTERNS = tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _TABLE)

_DATELINE = re.compile(
    rf"[A-ZÄÖÜ][\w./ -]{{1,40}}\s\({_AGENCY}(?:[/, -]{{1,2}}\w+){{0,3}}\)(?:\s*[-–—:]|\.)\s+"
)
_TAILS = (
    re.compile(rf"{_AFTER_SENTENCE}{_BROADCAST}$", re.DOTALL),
    re.compile(r"\s*\[\+\d+\s+chars\]$"),
    re.compile(rf"{_AFTER_SENTENCE}\((?:Foto|Bild|Grafik)\s*:[^()]{{2,60}}\)$"),
)
_LAST_BYLINE = re.compile(
    rf"{_AFTER_SENTENCE}(?P<who>(?:Von|VON|Mit\s+Informationen)\s[^!?]{{5,160}})$"
)
_LAST_BRACKET = re.compile(rf"{_AFTER_SENTENCE}(?P<mark>\([^()]{{2,100}}\))\.?$")
_MARK = re.compile(
    r"\(?(?:Quellen?:\s*)?(?P<agencies>[\w/,;:&. -]{2,60})\)?(?:\s*\([^()]{2,80}\))?"
)
_SIGNED_AND_DATED = re.compile(rf"\([^()]{{2,80}}[,;]\s*{_DATE}\)")
_INITIALS = re.compile(r"\([a-zäöü]{2,4}(?:[/,]\s?[a-zäöüA-Z]{2,5})*\)")
_AGENCY_WORD = re.compile(rf"{_AGENCY}(?:[-:][\w:-]+)?|MDR|NDR|red|und|\d[\d.-]*|")
_TWEET_LINK = re.compile(r"\s(?:https?://)?pic\.twitter\.com/\w+")


_LONGEST_BYLINE = 250
"""Characters; four authors with their newsrooms fit."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A paragraph without the furniture at its ends, which is in `notes`, verbatim."""

    body: str
    notes: tuple[str, ...] = ()


def classify(paragraph: str) -> Furniture | None:
    """Which furniture a whole paragraph is; None if it is text."""
    text = paragraph.strip()
    if _is_credit(text):
        return "credit"
    if byline(text):
        return "byline"
    if _is_agency_mark(text):
        return "agency"
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(text)), None)


def byline(paragraph: str) -> str:
    """The authors that a byline names ("Helga Schmidt, ARD-Studio Brüssel"); empty if it is none.

    Understood are "Von …", "Ein Kommentar von …", "Text: …" and a person with a newsroom.
    """
    text = _unwrapped(paragraph.strip())
    if len(text) > _LONGEST_BYLINE or _is_credit(text):
        return ""
    match = _VON.fullmatch(text) or _LABEL.fullmatch(text)
    if match and _names_authors(match["who"]):
        return _tidy(match["who"])
    return _tidy(text) if _WITH_NEWSROOM.fullmatch(text) else ""


def bare_name(paragraph: str) -> str:
    """The name, if a paragraph is nothing but that of one person; a heading may look the same."""
    text = paragraph.strip()
    words = text.split()
    proper = all(re.fullmatch(r"[A-ZÄÖÜ][\w'’-]*[a-zäöüß]|[A-Z]\.", word) for word in words)
    return text if proper and re.fullmatch(_PERSON, text) else ""


def part(paragraph: str) -> Parted:
    """Cut furniture off the ends of a paragraph: a byline, a note, an agency's mark, an embed."""
    body, notes = paragraph, []
    if dateline := _DATELINE.match(body):
        notes.append(dateline[0])
        body = body[dateline.end() :]
    while start := _tail(body):
        notes.append(body[start:])
        body = body[:start]
    notes += _TWEET_LINK.findall(body)
    body = _TWEET_LINK.sub("", body)
    return Parted(body.strip(), tuple(note.strip() for note in notes))


def _tail(body: str) -> int:
    """Where furniture begins at the end of a paragraph; 0 if there is none."""
    signed = _LAST_BYLINE.search(body)
    if signed and (byline(signed["who"]) or _is_credit(signed["who"])):
        return signed.start()
    marked = _LAST_BRACKET.search(body)
    if marked and _is_agency_mark(marked["mark"]):
        return marked.start()
    return min((found.start() for tail in _TAILS if (found := tail.search(body))), default=0)


def _is_credit(text: str) -> bool:
    match = _CREDIT.fullmatch(text)
    return bool(match and _segments(match["who"]))


def _is_agency_mark(text: str) -> bool:
    """Whether a text only says which agency it came from: "(dpa/afp)", "MDR/dpa (fef/dni)"."""
    if _SIGNED_AND_DATED.fullmatch(text) or _INITIALS.fullmatch(text):
        return True
    match = _MARK.fullmatch(text)
    words = re.split(r"[/,;&\s]+", match["agencies"]) if match else [""]
    known = all(_AGENCY_WORD.fullmatch(word.rstrip(".")) for word in words)
    return known and any(word.strip(".") and not word[0].isdigit() for word in words)


def _unwrapped(text: str) -> str:
    """A text without the brackets around all of it."""
    inside = text[1:-1]
    return inside if text[:1] + text[-1:] == "()" and not set("()") & set(inside) else text


def _tidy(authors: str) -> str:
    text = " ".join(authors.split())
    return text.rstrip(",;") if re.search(r"\b\w{1,3}\.$", text) else text.rstrip(".,;")


def _names_authors(text: str) -> bool:
    """Whether a text is a list of persons and newsrooms, and nothing else."""
    if _UNSIGNED.fullmatch(text):
        return True
    segments = _segments(text.strip().removesuffix("."))
    if not segments or _FROM_TO.fullmatch(text):
        return False
    if any("newsroom" in segment for segment in segments):
        return True
    first, *others = segments
    return first.count("name") >= 2 and all("name" in segment for segment in others)


def _segments(text: str) -> list[list[str]]:
    """The kinds of a byline's words, by person or newsroom; empty if a word has no business there.

    "Anna Schmidt und Kai Meier, NDR" is [["name", "name"], ["name", "name"], ["newsroom"]].
    """
    segments: list[list[str]] = [[]]
    position = 0
    while position < len(text):
        token = _BYLINE_TOKEN.match(text, position)
        if token is None:
            return []
        position = token.end()
        if token.lastgroup == "break":
            segments.append([])
        elif token.lastgroup:
            segments[-1].append(token.lastgroup)
    return [segment for segment in segments if segment]
