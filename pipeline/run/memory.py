"""The translation memory of the runs in a folder: segments by translator, editors' corrections.

Model translations are found again by the same translator alone (model, revision, engine,
decoding). A correction holds for every translator: it is laid over finished records, so that it
needs no model, and taking it back brings the model's words back.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pipeline.article import Finding
from pipeline.record import ArticlePair, Bilingual, Record, SummaryPair
from pipeline.run.database import EDITED, state_folder
from pipeline.run.tables import Tables, rows_among, seal
from pipeline.translate.memory import canonical_text
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation
from pipeline.translate.tmx import Unit

_LONGEST = 2000
"""Bytes of a segment that is kept: longer ones hardly come again, and PostgreSQL indexes none."""

_NOTHING: Mapping[str, str] = MappingProxyType({})

_log = logging.getLogger(__name__)
_Pair = TypeVar("_Pair", SummaryPair, ArticlePair)


class Memory:
    """What one translator said before; a `Store` for `Remembering`.

    key: a hash of all that the translator's words depend on. label: its name, for people.
    forgetful: find nothing from before, as when everything is to be computed again.
    New translations wait until `flush`, so that they are committed together with the records.
    """

    def __init__(self, database: Tables, key: str, label: str, *, forgetful: bool = False) -> None:
        self._db = database
        self._forgetful = forgetful
        self._key, self._label = key, label
        self._today = datetime.now(UTC).date().isoformat()
        self._new: dict[Segment, Translation] = {}
        self._used: set[Segment] = set()

    def find(self, segments: Sequence[Segment]) -> dict[Segment, Translation]:
        """The translations of those segments that are known."""
        found = {segment: self._new[segment] for segment in segments if segment in self._new}
        if self._forgetful:
            return found
        return found | self._look_up({s for s in segments if s not in found})

    def keep(self, translations: Mapping[Segment, Translation]) -> None:
        """Keep new translations until `flush`."""
        self._new |= {
            segment: translation
            for segment, translation in translations.items()
            if len(segment.text.encode()) <= _LONGEST
        }

    def flush(self) -> None:
        """Write what is new, and on which day the old was used; the caller holds a transaction."""
        if not self._new and not self._used:
            return
        translator = self._translator()
        self._db.change(
            "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (translator, heading, de) DO UPDATE SET en = excluded.en,"
            " status = excluded.status, findings = excluded.findings, rung = excluded.rung,"
            " score = excluded.score, used = excluded.used, seal = excluded.seal",
            # Sorted, so that two writers of the same rows wait for one another only one way.
            sorted(
                (translator, *row, self._today, seal(self._key, *row))
                for row in (_row(s, t) for s, t in self._new.items())
            ),
        )
        self._db.change(
            "UPDATE segments SET used = ? WHERE translator = ? AND heading = ? AND de = ?",
            sorted((self._today, translator, int(s.heading), s.text) for s in self._used),
        )
        self._new, self._used = {}, set()

    def _look_up(self, segments: Collection[Segment]) -> dict[Segment, Translation]:
        query = (
            "SELECT seal, used, heading, de, en, status, findings, rung, score FROM segments"
            " JOIN translators ON id = translator WHERE key = ? AND de IN"
        )
        texts = sorted({segment.text for segment in segments})
        found = {}
        for sealed, used, *row in rows_among(self._db, query, (self._key,), texts):
            heading, de, en, status, findings, rung, score = row
            segment = Segment(de, bool(heading))
            # One that was damaged is translated again.
            if segment in segments and seal(self._key, *row) == sealed:
                noted = tuple(Finding(**one) for one in json.loads(findings))
                found[segment] = Translation(en, status, noted, rung, score)
                if used < self._today:
                    self._used.add(segment)
        return found

    def _translator(self) -> int:
        self._db.change(
            "INSERT INTO translators (key, label) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(self._key, self._label)],
        )
        number: int = self._db.rows("SELECT id FROM translators WHERE key = ?", (self._key,))[0][0]
        return number


def _row(segment: Segment, translation: Translation) -> tuple[object, ...]:
    findings = json.dumps([asdict(one) for one in translation.findings], ensure_ascii=False)
    return (
        int(segment.heading),
        segment.text,
        translation.text,
        translation.status,
        findings,
        translation.rung,
        float(translation.score),
    )


@dataclass(frozen=True, slots=True)
class Corrections:
    """English that editors put in the place of a model's.

    edited: what was edited on the desk, by canonical German; it goes before what was imported.
    """

    database: Tables
    edited: Mapping[str, str] = field(default_factory=dict)

    def add(self, pairs: Iterable[tuple[str, str]]) -> int:
        """Keep (German, English) pairs, the last of equal ones; how many there were."""
        made = datetime.now(UTC).isoformat(timespec="seconds")
        clean = [(canonical_text(de), " ".join(en.split()), made) for de, en in pairs]
        rows = [(*row, seal(*row)) for row in clean if row[0] and row[1]]
        with self.database.transaction():
            self.database.change(
                "INSERT INTO corrections VALUES (?, ?, ?, ?) ON CONFLICT (de) DO UPDATE"
                " SET en = excluded.en, made = excluded.made, seal = excluded.seal",
                rows,
            )
        return len(rows)

    def over(self, record: Record) -> Record:
        """The record with every correction in it; what an editor wrote is ok as it is."""
        if not self.edited and not self.database.rows("SELECT 1 FROM corrections LIMIT 1"):
            return record
        summary = [self._corrected(pair) for pair in record.summary]
        article = record.article and [self._corrected(pair) for pair in record.article]
        before, after = [record.kicker, record.headline], self._titles(record)
        mended = _degraded([*before, *record.summary], record.article)
        mended -= _degraded([*after, *summary], article)
        account = record.accounting
        changes = {
            "kicker": after[0],
            "headline": after[1],
            "summary": summary,
            "article": article,
            "accounting": account.model_copy(update={"degraded": account.degraded - mended}),
        }
        return record.model_copy(update=changes)

    def _corrected(self, pair: _Pair) -> _Pair:
        english = self._english(pair.de)
        if english is None:
            return pair
        return pair.model_copy(
            update={"en": english, "status": "ok", "checks": [], "rung": "editor"}
        )

    def _titles(self, record: Record) -> list[Bilingual]:
        return [self._title(title) for title in (record.kicker, record.headline)]

    def _title(self, title: Bilingual) -> Bilingual:
        english = self._english(title.de)
        return title if english is None else Bilingual(de=title.de, en=english, rung="editor")

    def _english(self, de: str) -> str | None:
        german = canonical_text(de)
        if german in self.edited:
            return self.edited[german]
        query = "SELECT seal, de, en, made FROM corrections WHERE de = ?"
        for sealed, *row in self.database.rows(query, (german,)):
            if _is_whole(sealed, row):
                return str(row[1])
            _log.warning("a correction is damaged and not used: import it again")
        return None


def _is_whole(sealed: str, correction: Sequence[str]) -> bool:
    """Whether a correction is as it was made; one from before there were seals is believed."""
    return not sealed or seal(*correction) == sealed


def edited_on_desk(out: Path) -> dict[str, str]:
    """What editors wrote on the desk of the runs in `out`: English by canonical German.

    The desk writes it anew with every change, so that what was undone counts no more.
    """
    path = state_folder(out) / EDITED
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("%s is not read: editors' corrections are missing (%s)", path, error)
        return {}
    pairs = {}
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            pairs[canonical_text(row["de"])] = " ".join(row["en"].split())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            _log.warning("%s, line %d: a correction is missing (%s)", path, number, error)
    return {de: en for de, en in pairs.items() if de and en}


def _degraded(
    pairs: Sequence[Bilingual | SummaryPair], article: Sequence[ArticlePair] | None
) -> int:
    every: list[Bilingual | SummaryPair | ArticlePair] = [*pairs, *(article or ())]
    return sum(pair.status == "degraded" for pair in every)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the memory holds of one translator; `used` is the last day on which it helped."""

    translator: str
    segments: int
    degraded: int
    used: str


@dataclass(frozen=True, slots=True)
class Stats:
    """What the memory holds."""

    translators: list[Holdings]
    corrections: int
    megabytes: float


def stats(database: Tables, edited: Mapping[str, str] = _NOTHING) -> Stats:
    """Count what the memory holds, with what was `edited` on the desk.

    `megabytes` is all of the ledger.
    """
    rows = database.rows(
        "SELECT label, count(*), count(*) FILTER (WHERE status = 'degraded'), max(used)"
        " FROM segments JOIN translators ON id = translator"
        " GROUP BY id ORDER BY max(used) DESC, label"
    )
    imported = {de for (de,) in database.rows("SELECT de FROM corrections")}
    corrections = len(imported | edited.keys())
    return Stats([Holdings(*row) for row in rows], corrections, round(database.size / 1e6, 1))


def prune(database: Tables, before: date) -> int:
    """Forget what models said and no run used since `before`; how many segments that were."""
    with database.transaction():
        gone = database.change("DELETE FROM segments WHERE used < ?", [(before.isoformat(),)])
        database.change("DELETE FROM translators WHERE id NOT IN (SELECT translator FROM segments)")
    return gone


def units(
    database: Tables, edited: Mapping[str, str] = _NOTHING, *, models: bool
) -> Iterator[Unit]:
    """The corrections for an export, and with `models` what models said and passed the checks.

    What was `edited` on the desk comes first, and in the place of what was imported.
    """
    yield from (Unit(de, en) for de, en in sorted(edited.items()))
    query = "SELECT seal, de, en, made FROM corrections ORDER BY de"
    for sealed, *row in database.rows(query):
        de, en, made = row
        if _is_whole(sealed, row) and de not in edited:
            yield Unit(de, en, "editor", made)
    if models:
        query = (
            "SELECT de, en, label, used FROM segments JOIN translators ON id = translator"
            " WHERE status != 'degraded' ORDER BY id, de"
        )
        for de, en, label, used in database.rows(query):
            yield Unit(de, en, label, f"{used}T00:00:00+00:00")
