"""Whether a sentence leans on the one before it: by a pronoun, a connective, an unnamed speaker.

The antecedent of a German pronoun cannot be found on the surface, but where it cannot be is known:
before the first comma of a main clause the verb comes second, so that a pronoun there points out
of the sentence. The rules err on the side of leaning, since a sentence that leans is not lost; it
is taken along with the one before it.
"""

from __future__ import annotations

import re

from pipeline.summarize.statement import QUOTES, bare
from pipeline.summarize.verbs import FINITE, OPENS_A_NOUN_PHRASE, is_no_verb

_OPEN = re.compile(rf"^[{QUOTES}(\[]+")
LABEL = re.compile(r"^(?!https?)[^\W\d_][\w.\- ]{1,38}:\s+(?=\S)")
"""A speaker or a topic before what is said: "Thimm: ", "tagblatt.de: "."""
_QUOTED = re.compile(r"[\"„“”»«][^\"„“”»«]{1,120}[\"“”«»]")
_CLAUSE = re.compile(rf"(?:[^,;:–—{QUOTES}\s]|,(?=\S)|\s(?![–—-]\s))*")

_DAYS = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag"
_NOW = (
    rf"(?: (?:Jahr|Halbjahr|Quartal|Sommer|Herbst|Winter|Frühling|Frühjahr|Monat|Woche|Saison|Tage|"
    rf"Abend|Morgen|Vormittag|Nachmittag|Nacht|Mal|Advent|Ostern|Weihnachten|{_DAYS})\w*)"
)
_FINITE = "|".join(sorted(FINITE))
_PRONOUNS = (
    "Er|Sie|Ihm|Ihn|Ihnen|Sein|Seine|Seinen|Seinem|Seiner|Ihr|Ihre|Ihren|Ihrem|Ihrer|"
    rf"Dies(?:e[rsnm]?)?(?!{_NOW})|Derjenige|Letztere[rs]?|Erstere[rs]?|Beide|Dessen|Deren"
)
_CONNECTIVES = (
    "Aber|Allerdings|Also|Anders|Andererseits|Andernfalls|Ansonsten|Auch|Außerdem|Dabei|Dadurch|"
    "Dafür|Dagegen|Daher|Dahinter|Damit|Daneben|Daran|Darauf|Daraus|Darin|Darüber|Darum|Darunter|"
    "Davon|Davor|Dazu|Demgegenüber|Demnach|Demzufolge|Denn|Dennoch|Deshalb|Deswegen|Doch|Dort|"
    "Ebenfalls|Ebenso|Entsprechend|Ferner|Folglich|Gleichwohl|Gleichzeitig|Hier|Hierbei|Hierfür|"
    "Hierzu|Hingegen|Hinzu|Immerhin|Indes|Infolgedessen|Insofern|Jedoch|Oder|Schließlich|So|Somit|"
    "Sondern|Sonst|Stattdessen|Trotzdem|Umgekehrt|Und|Vielmehr|Weiterhin|Zudem|Zugleich|"
    "Zusätzlich|Zwar"
)
_SEQUENCE = (
    "Anschließend|Damals|Danach|Dann|Daraufhin|Dazwischen|Hinterher|Im (?:Anschluss|Gegenzug)"
    "(?! an)|Nachher|Seitdem|Seither|Später|Vorher|Zuvor|"
    r"(?:\w+ ){0,2}(?:Kurz|Bald|Wenig|Bereits|Schon|Unmittelbar|Tags|"
    r"(?:Sekunde|Minute|Stunde|Tag|Nacht|Abend|Morgen|Woche|Monat|Jahr|Jahrzehnt)(?:en?|n|s)?) "
    "(?:danach|darauf|davor|später|vorher|zuvor)"
)
# No noun comes between the article and what follows the verb: "Das wirkte sich …".
_AFTER_VERB = "d(?:er|ie|as|en)|ein|eine|einige|viele|manche|sich|auch|nicht|laut|nun|er|sie|es|man"
_SOME_VERB = rf"(?!heute)[a-zäöüß]+(?:t|(?<!s)te|(?<!s)ten) (?=(?:{_AFTER_VERB})\b)"
_ARTICLE_AS_PRONOUN = (
    r"(?:Das|Die|Der|Den|Dem|Es) (?:ist|sind|war|waren|sei|seien|wäre|hat|haben|habe|hatte|hätte|"
    r"wird|werde|wurde|würde|soll|solle|sollte|kann|könne|könnte|konnte|konnten|muss|müsse|musste|"
    r"mussten|will|wolle|wollte|wollten|gilt|gelte|"
    r"geht|gehe|ging|heißt|heiße|bedeutet|bedeute|zeigt|zeige|zeigte|liegt|liege|lag|macht|mache|"
    r"machte|kommt|komme|kam|führt|führte|sagte|sagten|teilte|teilten|erklärte|berichtete|"
    r"bestätigte|ergab|ergeben|geschah|reicht|klingt|scheint|stimmt|betrifft|entspricht)"
    rf"|(?:Das|Die|Der) {_SOME_VERB}"
)
_ARTICLE_BEHIND_PREPOSITION = (
    "(?:An|Auf|Aus|Bei|Durch|Für|Gegen|In|Mit|Nach|Ohne|Über|Um|Unter|Von|Vor|Zu) "
    rf"(?:denen|dessen|deren|(?:die|der|das|den|dem) (?:{_FINITE}|[a-zäöüß]+en "
    rf"(?=(?:{_AFTER_VERB})\b)|{_SOME_VERB}))"
)
# "Viele halten das für falsch": a group, but whose?
_BARE_QUANTIFIER = (
    rf"(?:(?:Nicht|Fast|Auch|Längst nicht) )?(?:[Aa]lle|[Ee]inige|[Vv]iele|[Mm]anche|[Mm]ehrere|"
    rf"[Aa]ndere|[Kk]einer|[Dd]ie anderen|[Dd]ie meisten) (?:{_FINITE}|davon|von ihnen)"
)
# "Die 31-jährige ist Ärztin", "Der Minister will …": known from before, and not named here.
_ROLES = (
    "minister|kanzler|präsident|vorsitzende|chef|sprecher|leiter|direktor|bürgermeister|politiker|"
    "abgeordnete|experte|expertin|forscher|professor|ärztin|arzt|richter|anwalt|anwältin|trainer|"
    "mann|frau|autor"
)
_UNNAMED_PERSON = (
    rf"(?:Der|Die|Den|Dem) (?:\d+-[Jj]ährigen?|(?:[\w-]*-)?[Pp]olitiker(?:in)?|Mann|Frau|"
    rf"Minister(?:in)?|Angeklagten?|Verdächtigen?|Tatverdächtigen?|Beschuldigten?|Beamten?) "
    rf"(?:{_FINITE}|[a-zäöüß]+te)"
)
_RELATIONAL_NOUN = (
    "(?:Anlass|Auslöser|Bedingung|Folge|Grund|Gründe|Hintergrund|Ursache|Voraussetzung|Ziel) "
    "(?:ist|sind|sei|seien|war|waren)"
)
_CONJUNCTION_THEN_PRONOUN = (
    "(?:Dass|Ob|Weil|Wenn|Wie|Warum|Obwohl) (?:das|dies) "
    rf"(?:{_FINITE}|am|an|auf|bei|beim|für|im|in|nicht|so|auch|wirklich|überhaupt)"
)
_ENGLISH = (
    "He|She|They|His|Her|Their|Him|Them|This|These|That|Those|It|Its|But|And|So|Also|However|Then|"
    "Still|Yet|Nevertheless|Instead|Meanwhile|Moreover|Furthermore|Therefore|Thus|Or"
)
_OPENERS = {
    "de": re.compile(
        rf"(?:{_PRONOUNS}|{_CONNECTIVES}|{_SEQUENCE}|{_ARTICLE_AS_PRONOUN}|"
        rf"{_ARTICLE_BEHIND_PREPOSITION}|{_BARE_QUANTIFIER}|{_UNNAMED_PERSON}|{_RELATIONAL_NOUN}|"
        rf"{_CONJUNCTION_THEN_PRONOUN})\b"
    ),
    "en": re.compile(rf"(?:{_ENGLISH})\b"),
}
# "Die Bahn verweist derweil …": such an adverb near the beginning turns against what was said.
_TURNS = re.compile(
    r"(?:[^\s,;:]+ ){1,5}(?:aber|allerdings|jedoch|hingegen|dagegen|derweil|zudem|außerdem|"
    r"ebenfalls|deshalb|daher|dennoch|trotzdem|demnach|stattdessen|however|therefore)\b"
)

# In the first clause:
_PERSONAL = re.compile(r"(?<!wie )\b(?:er|sie|ihn|ihm|ihnen|deren|dessen)\b")
_DEMONSTRATIVE = re.compile(rf"(?:\S+ ){{1,5}}dies(?:e[rsnm]?)?\b(?!{_NOW})")
_THERE = re.compile(r"(?:\S+ ){1,3}dort\b")
_THAT = re.compile(
    r"\bdas(?: [a-zäöüß]+){0,4}[.!…]*$"
    r"|\S das (?:als|auch|aber|anders|auf|für|laut|mit|nicht|noch|nun|so|zu|zum|zur)\b"
)
_PRONOMINAL_ADVERB = re.compile(
    r"\b(?:dabei|dadurch|dafür|daran|darauf|daraus|darin|darüber|darum|davon|dazu|damit|dahinter|"
    r"hierfür|hierzu)\b(?P<rest>.*)"
)
_COUNTED = re.compile(
    r"\b(?:ist|sind|war|waren|sei|seien|wären) es (?:(?:immer|laut \w+|mehr|weniger|als|rund|etwa|"
    r"knapp|gut|fast|schon|bereits|noch|nur|bislang|erst) ){0,3}"
    r"(?:\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
)
_AND = re.compile(r"\b(?:und|oder|sowie)\b")
_MOST_WORDS_TO_COMMA = 3

_SAYS = (
    "sagte|sagt|so|erklärte|erklärt|betonte|betont|meinte|meint|teilte|schrieb|schreibt|fügte|"
    "warnte|warnt|forderte|fordert|kritisierte|kritisiert|berichtete|berichtet|ergänzte"
)
# "… sagte er.", "…, so der Minister.": whoever speaks is named in an earlier sentence.
_UNNAMED_SPEAKER = re.compile(
    rf"\b(?:{_SAYS}) (?:er|sie|(?:der|die) [\w-]*(?:{_ROLES})(?:in)?)(?: (?:mit|hinzu|weiter))?$"
    r"|\b(?:he|she|they) (?:said|added|says)$",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:sei|seien|habe|werde|könne|müsse|solle|wolle|dürfe|möge|wisse|gebe|gehe|komme|stehe|"
    r"liege|bleibe|brauche|mache|lasse|handele|handle|gelte|halte|sehe|nehme|finde|führe|bestehe|"
    r"drohe|fehle|laufe|biete|zeige|heiße|bedeute|\w{2,}iere)\b"
)
# "… lasse offenbar …": an adverb cannot follow an adjective that has an ending and no noun.
_MAYBE_REPORTED = re.compile(
    r"\b(\w+) ([a-zäöüß]+(?<!t)e) (?!und|oder|sowie|als|wie|bis)(?=([a-zäöüß]+))"
)
_NOT_REPORTED = re.compile(
    r"\b(?:ich|es sei denn|sei es .{1,60} oder|wie dem auch sei|Gott sei Dank)\b", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"(?:Als|Bevor|Bis|Da|Damit|Falls|Indem|Nachdem|Ob|Obwohl|Sobald|Sofern|Solange|Sollten?|"
    r"Während|Was|Weil|Wenn|Wer|Wo)\b"
)
_ATTRIBUTED = re.compile(
    r"\b(?:[Ll]aut|zufolge|[Gg]emäß|so (?:[A-ZÄÖÜ]|d(?:er|ie|as|en)\b)|"
    r"(?:[Nn]ach|[Aa]us|[Ii]n) \w*\s?(?:\w+ )?(?:Angaben?|Ansicht|Auffassung|Aussagen?|Darstellung|"
    r"Einschätzung|Erkenntnissen|Informationen|Meinung|Schätzung(?:en)?|Sicht|Überzeugung|Worten))"
    r"|^Wie [^,]+,"
)
_BEHIND_COMMA = re.compile(rf"(?:,|[{QUOTES}],?) ([a-zäöüß]+)")


def leans(text: str, language: str = "de") -> bool:
    """Whether `text` needs the sentence before it to be understood."""
    start = _OPEN.sub("", LABEL.sub("", text))
    if start == text:
        start = _QUOTED.sub("Zitat", text)
    opener = _OPENERS.get(language, _OPENERS["de"])
    return bool(
        opener.match(text)
        or opener.match(start)
        or _TURNS.match(start)
        or _UNNAMED_SPEAKER.search(bare(text).rstrip(".!… "))
        or _is_all_quote(text)
        or (language == "de" and (_points_out(start) or _lacks_its_speaker(start)))
    )


def _is_all_quote(text: str) -> bool:
    """Whether all of `text` is one quotation, so that nobody says whose it is."""
    if text[:1] not in QUOTES or text[-1:] not in QUOTES:
        return False
    return not any(mark in text[1:-1] for mark in '"“”„«»')


def _points_out(text: str) -> bool:
    """Whether a pronoun or pronominal adverb of the first clause has nothing there to refer to."""
    clause = _first_clause(text)
    ours = _AND.split(clause, maxsplit=1)[0]
    return bool(
        _PERSONAL.search(ours)
        or _DEMONSTRATIVE.match(ours)
        or _THERE.match(ours)
        or _THAT.search(clause)
        or _COUNTED.search(clause)
        or _points_back(ours, followed_by_comma=text[len(ours) :].startswith(","))
    )


def _points_back(clause: str, followed_by_comma: bool) -> bool:
    """Whether "dabei", "dafür", … points back; "rechnet damit, dass" points to what follows."""
    found = _PRONOMINAL_ADVERB.search(clause)
    if not found:
        return False
    near = len(found["rest"].split()) <= _MOST_WORDS_TO_COMMA
    return not (near and followed_by_comma)


def _lacks_its_speaker(text: str) -> bool:
    """Whether a main clause is reported speech (Konjunktiv I) and nobody is said to speak."""
    clause = _first_clause(text)
    if _SUBORDINATE.match(clause):
        main = _BEHIND_COMMA.search(text)
        reported = bool(main and _REPORTED.fullmatch(main[1]))
    else:
        reported = bool(_REPORTED.search(clause)) or _may_be_reported(clause)
    if not reported or _NOT_REPORTED.search(text) or _ATTRIBUTED.search(text):
        return False
    return not any(_may_say(word) for word in _BEHIND_COMMA.findall(text))


def _may_be_reported(clause: str) -> bool:
    """Whether a clause may have a Konjunktiv I that no table holds: "Der Film entzaubere das"."""
    return any(
        before.lower() not in OPENS_A_NOUN_PHRASE
        and verb not in FINITE
        and not is_no_verb(verb)
        and is_no_verb(after)
        for before, verb, after in _MAYBE_REPORTED.findall(clause)
    )


def _may_say(word: str) -> bool:
    """Whether a word right behind a comma may be the verb of ", sagte die Ministerin"."""
    return not is_no_verb(word) and not _REPORTED.fullmatch(word)


def _first_clause(text: str) -> str:
    found = _CLAUSE.match(text)
    return found[0] if found else ""
