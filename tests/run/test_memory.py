from datetime import date, timedelta

import pytest

from pipeline.article import Finding
from pipeline.run.memory import Corrections, Memory, edited_on_desk, prune, stats, units
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation
from tests.records import record

RAT = Segment("Der Rat tagt.")
HEAD = Segment("Der Rat tagt.", heading=True)
SAID = Translation(
    "The council meets.", "repaired", (Finding("numbers", "warning", "12"),), "beam", -0.25, 7
)


def flush(database, memory):
    with database.transaction():
        memory.flush()


def test_what_was_kept_is_found_by_the_same_translator_alone(database):
    memory = Memory(database, "k1", "toy")
    memory.keep({RAT: SAID})
    flush(database, memory)
    [found] = Memory(database, "k1", "toy").find([RAT, HEAD]).items()
    assert found == (RAT, Translation(SAID.text, SAID.status, SAID.findings, "beam", -0.25, 0))
    assert Memory(database, "k2", "toy").find([RAT]) == {}
    assert Memory(database, "k1", "toy", forgetful=True).find([RAT]) == {}


@pytest.mark.parametrize(
    "damage", ["findings = '[{'", "en = 'The council beets.'", "score = -0.5", "status = 'ok'"]
)
def test_a_damaged_row_is_as_good_as_none(database, damage):
    memory = Memory(database, "k1", "toy")
    memory.keep({RAT: SAID, HEAD: SAID})
    flush(database, memory)
    database.change(f"UPDATE segments SET {damage} WHERE heading = 1")
    assert list(Memory(database, "k1", "toy").find([RAT, HEAD])) == [RAT]


def test_a_damaged_correction_is_named_and_not_used(database, caplog):
    corrections = Corrections(database)
    corrections.add([("Der Rat tagt heute.", "It is in session."), ("Rat tagt", "In session")])
    database.change("UPDATE corrections SET en = 'It is in lesson.' WHERE de LIKE 'Der%'")
    assert corrections.over(record()).summary[0].en == record().summary[0].en
    assert "import it again" in caplog.text
    assert [unit.en for unit in units(database, models=False)] == ["In session"]


def test_a_correction_from_before_there_were_checksums_is_used(database):
    corrections = Corrections(database)
    corrections.add([("Der Rat tagt heute.", "It is in session.")])
    database.change("UPDATE corrections SET seal = ''")
    assert corrections.over(record()).summary[0].en == "It is in session."


def test_nothing_is_written_before_the_flush(database):
    memory = Memory(database, "k1", "toy")
    memory.keep({RAT: SAID})
    assert memory.find([RAT]) == {RAT: SAID}
    assert stats(database).translators == []


def test_prune_forgets_what_no_run_used_and_keeps_corrections(database):
    memory = Memory(database, "k1", "toy")
    memory.keep({RAT: SAID, HEAD: SAID})
    flush(database, memory)
    Corrections(database).add([("Der Rat tagt.", "The council is sitting.")])
    database.change("UPDATE segments SET used = '2020-01-01'")
    again = Memory(database, "k1", "toy")
    again.find([RAT])
    flush(database, again)
    assert prune(database, date.today() - timedelta(days=30)) == 1
    held = stats(database)
    assert [(one.translator, one.segments) for one in held.translators] == [("toy", 1)]
    assert held.corrections == 1
    prune(database, date.today() + timedelta(days=2))
    assert stats(database).translators == []


def test_a_correction_is_laid_over_records_and_is_ok(database):
    corrections = Corrections(database)
    plain = record(degraded=True, with_article=True)
    assert corrections.over(plain) is plain
    tries = [("Der  Rat tagt heute.", "An old try."), ("leer", "  ")]
    last = [("Der Rat tagt heute.", "It is in session."), ("Rat tagt", "Council in session")]
    added = corrections.add([*tries, *last])
    assert added == 3
    mended = corrections.over(plain)
    assert mended.summary[0].en == "It is in session."
    assert (mended.summary[0].status, mended.summary[0].checks) == ("ok", [])
    assert mended.headline.en == "Council in session"
    assert mended.kicker == plain.kicker
    assert mended.article == plain.article
    assert mended.accounting.degraded == 0


def test_what_was_edited_on_the_desk_goes_before_what_was_imported(database, tmp_path):
    assert edited_on_desk(tmp_path) == {}
    path = tmp_path / ".depesche" / "edited.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '{"de": "Der  Rat tagt heute.", "en": "The council sits today.", "name": "Ada"}\n', "utf-8"
    )
    Corrections(database).add([("Der Rat tagt heute.", "Imported."), ("Rat tagt", "Imported")])
    mended = Corrections(database, edited_on_desk(tmp_path)).over(record(degraded=True))
    assert mended.summary[0].en == "The council sits today."
    assert mended.headline.en == "Imported"


@pytest.mark.parametrize(
    "text", ["no json\n", '{"de": 1, "en": "x"}\n', '["de"]\n', '{"de": "x"}\n']
)
def test_a_line_of_edits_that_is_none_is_said_and_the_others_count(tmp_path, text, caplog):
    path = tmp_path / ".depesche" / "edited.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + '{"de": "Der Rat tagt.", "en": "It meets."}\n', "utf-8")
    assert edited_on_desk(tmp_path) == {"Der Rat tagt.": "It meets."}
    assert "line 1: a correction is missing" in caplog.text


def test_what_was_edited_on_the_desk_is_counted_and_exported_first(database):
    Corrections(database).add([("Ja.", "Yes."), ("Ach.", "Oh.")])
    edited = {"Nein.": "No.", "Ja.": "Yea."}
    assert stats(database, edited).corrections == 3
    exported = [(unit.de, unit.en) for unit in units(database, edited, models=False)]
    assert exported == [("Ja.", "Yea."), ("Nein.", "No."), ("Ach.", "Oh.")]


def test_an_export_has_corrections_first_and_models_if_asked(database):
    memory = Memory(database, "k1", "toy")
    memory.keep({RAT: SAID, HEAD: Translation("Bad", "degraded")})
    flush(database, memory)
    Corrections(database).add([("Ja.", "Yes.")])
    assert [unit.de for unit in units(database, models=False)] == ["Ja."]
    assert [(u.en, u.origin) for u in units(database, models=True)] == [
        ("Yes.", "editor"),
        ("The council meets.", "toy"),
    ]
