import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.printable import printable


def test_what_steers_a_terminal_is_taken_out():
    assert printable("a\x1b[31mb\u202ec\nd\ud800") == "a[31mbc d"


def test_composed_emoji_stay_whole():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert printable(family) == family


@given(st.text())
def test_any_text_becomes_one_harmless_line(text):
    line = printable(text)
    assert line == printable(line)
    assert all(unicodedata.category(c) not in ("Cc", "Cs") for c in line)
