import subprocess
import sys

import pytest

from pipeline.check import gazetteer


@pytest.mark.parametrize(
    ("english", "german"),
    [("cologne", "köln"), ("hungarian", "ungar"), ("german", "deutsch"), ("estonia", "estland")],
)
def test_english_names_lead_to_german_ones(english, german):
    assert any(german.startswith(stem) for stem in gazetteer.of_english(english))


def test_loose_beginnings_stand_for_a_name_but_do_not_call_for_it():
    assert "bundes" in gazetteer.of_english("german")
    assert gazetteer.of_german("bundesregierung") == ()


def test_babel_is_loaded_only_when_a_name_is_looked_up():
    code = "import sys, pipeline.check; print(any(m in sys.modules for m in ('babel', 'torch')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
