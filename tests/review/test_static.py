import re
from importlib import resources

import pytest

CSS = resources.files("pipeline.review.web").joinpath("static/desk.css").read_text("utf-8")


def themes():
    """The colours of the light theme, of the dark one, and of the dark one that is chosen."""
    blocks = re.findall(r":root[^{]*\{([^}]*--ink[^}]*)\}", CSS)
    return [dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in blocks]


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * one for one in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_theme_is_the_same_by_choice_and_by_system():
    light, dark, chosen = themes()
    assert dark == chosen
    assert light.keys() == dark.keys()


@pytest.mark.parametrize("theme", [0, 1])
def test_text_has_the_contrast_of_wcag_aa(theme):
    colours = themes()[theme]
    for ink in ("ink", "soft", "accent", "good", "bad", "wait"):
        for ground in ("paper", "panel"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for ink in ("ink", "soft", "accent"):
        assert contrast(colours[ink], colours["lit"]) >= 4.5, (ink, "lit")
    for ink, ground in (("ink", "warn"), ("on-accent", "accent"), ("paper", "good")):
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for line in ("edge", "focus"):
        assert contrast(colours[line], colours["paper"]) >= 3, line


def test_nothing_is_fetched_from_elsewhere():
    folder = resources.files("pipeline.review.web").joinpath("static")
    for file in folder.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//\w|@import|url\(", re.sub(r"(?m)^\s*// .*$", "", text))
