import pytest

from pipeline.newsletter.outlets import outlet_of
from pipeline.newsletter.settings import OutletChoice

CHOICES = {
    "example.org": OutletChoice(name="Beispiel", weight=2),
    "sport.example.org": OutletChoice(name="Beispiel Sport"),
    "*/archiv/*": OutletChoice(name="Archiv", weight=0.5),
}


@pytest.mark.parametrize(
    ("source", "link", "outlet"),
    [
        ("a.html", "https://www.tagesschau.de/inland/x.html", ("tagesschau", 1.0)),
        ("a.html", "https://www.neueseite.example/x", ("neueseite.example", 1.0)),
        ("a.html", "https://www.example.org/x", ("Beispiel", 2.0)),
        ("a.html", "https://sport.example.org/x", ("Beispiel Sport", 1.0)),
        ("a.html", "https://notexample.org/x", ("notexample.org", 1.0)),
        ("data/archiv/a.txt", None, ("Archiv", 0.5)),
        ("data/rat.txt", None, ("rat.txt", 1.0)),
        ("data/feed.xml#12", None, ("feed.xml", 1.0)),
        ("https://example.org/feed.xml", None, ("Beispiel", 2.0)),
        ("\x1b", None, ("unknown source", 1.0)),
        ("stdin", None, ("stdin", 1.0)),
        ("//[x", None, ("[x", 1.0)),
    ],
)
def test_outlet_by_host_then_source(source, link, outlet):
    assert outlet_of(source, link, CHOICES) == outlet
