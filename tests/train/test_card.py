from __future__ import annotations

import dataclasses
import json

import pytest

from pipeline.errors import UsageError
from pipeline.models.checkpoint import Checkpoint
from pipeline.train.card import Facts, card, read_licences, write_card
from pipeline.train.score import Score

FACTS = Facts(
    name="newsroom",
    base="Helsinki-NLP/opus-mt-de-en@abc123",
    licence="Apache-2.0",
    sources={"fixes": 900, "a|b: c": 1000},
    licences={"fixes": "CC0-1.0"},
    dropped={"duplicate": 3, "too long": 0},
    dev="newstest2018",
    segments=2998,
    cut=2,
    beam=4,
    before=Score("before", 43.1, 64.0),
    scores=[Score("newsroom", 45.0, 66.0), Score("bergamot-tiny", 43.3, 64.71)],
    signatures=("nrefs:1|bleu", "nrefs:1|chrf"),
    steps=1200,
    target_tokens=3_400_000,
    minutes=61.4,
    device="a CPU with 2 threads",
    precision="bfloat16",
    speed=301.6,
    parameters=9_027_584,
    bytes=18_100_000,
    command="depesche train --data fixes.jsonl --out newsroom",
    versions={"torch": "2.13.0"},
)


def test_everything_a_reader_asks_stands_on_the_card():
    text = card(FACTS)
    for line in (
        "9.0 million parameters, 18.1 MB.",
        "| newsroom | 45.0 | 66.0 |",
        "| Helsinki-NLP/opus-mt-de-en@abc123, before fine-tuning | 43.1 | 64.0 |",
        "| bergamot-tiny | 43.3 | 64.7 |",
        "- `nrefs:1|bleu`",
        "On newstest2018, 2998 segments, beam 4. 2 of them were longer",
        "Speed: 302 target tokens a second",
        "| fixes | 900 | CC0-1.0 |",
        "| a\\|b: c | 1000 | not stated |",
        "1900 pairs in all; left out: 3 duplicate.",
        "1200 steps, 3.4 million target tokens, 61 minutes on a CPU with 2 threads in bfloat16.",
        "depesche train --data fixes.jsonl --out newsroom",
        "With torch 2.13.0.",
    ):
        assert line in text


def test_the_front_matter_is_yaml_of_the_hub():
    import yaml  # transformers brings it

    head = yaml.safe_load(card(FACTS).split("---\n")[1])
    assert head["license"] == "apache-2.0"
    assert head["base_model"] == "Helsinki-NLP/opus-mt-de-en"
    assert head["datasets"] == ["fixes", "a|b: c"]
    assert head["language"] == ["de", "en"]


def test_a_fresh_model_has_no_base_and_may_have_no_licence():
    fresh = dataclasses.replace(FACTS, base="", before=None, licence="not stated")
    text = card(fresh)
    assert 'license: "unknown"' in text
    assert "base_model" not in text
    assert "Trained from nothing" in text
    assert "before fine-tuning" not in text


def test_what_the_command_line_shows_is_written_beside(tmp_path):
    write_card(tmp_path, FACTS)
    assert json.loads((tmp_path / "depesche.json").read_text("utf-8")) == {
        "licence": "Apache-2.0",
        "quality": "BLEU 45.0, chrF 66.0 on newstest2018 (2998 segments); "
        "102% of bergamot-tiny's chrF",
    }
    checkpoint = Checkpoint("newsroom", tmp_path, "r", "marian", (), {})
    assert checkpoint.card.licence == "Apache-2.0"
    assert checkpoint.card.quality == FACTS.quality


def test_licences_are_read_from_json(tmp_path):
    path = tmp_path / "licences.json"
    path.write_text('{"tatoeba": "CC BY 2.0 FR"}', "utf-8")
    assert read_licences(path) == {"tatoeba": "CC BY 2.0 FR"}
    assert read_licences(None) == {}
    path.write_text("[]", "utf-8")
    with pytest.raises(UsageError, match="states no licences"):
        read_licences(path)
