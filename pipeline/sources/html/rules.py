"""What class names mean on German-language news sites, and the few sites that need more.

The families of names do most of the work. A site has a row only where its pages say something
that no name, JSON-LD or meta element tells: which of several headlines is the article's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

HeadlineSource = Literal["visible", "jsonld", "og"]


def name_set(text: str) -> frozenset[str]:
    """The names in a text, as a set to look them up in."""
    return frozenset(text.split())


# Words of class names, ids and test names; `teaserList` and `teaser-list` are two words each.
HIDDEN_NAMES = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "u-a11y-hidden"})

FURNITURE_WORDS = name_set(
    """
    ad ads adv advert advertisement anzeige werbung sponsored promo promotion banner
    teaser teasers teaserlist related recommendation recommendations recommended outbrain
    taboola empfehlung empfehlungen verwandt meistgelesen newsletter subscribe subscription
    abo offer offers login register consent
    cookie comment comments kommentar kommentare forum feedback rating vote poll survey
    quiz share sharing social bookmark bookmarks toolbar actions follow author authors
    autor autoren byline bio caption captions bildunterschrift bildtext bildnachweis credit credits
    copyright breadcrumb breadcrumbs navigation nav menu footer sidebar tags keywords
    topics pagination gallery slideshow carousel slider player audio podcast mediathek
    embed tweet instagram tiktok bluesky mastodon widget infobox factbox infokasten imprint
    disclaimer
    """
)

TRAIL_WORDS = frozenset({"breadcrumb", "breadcrumbs", "seotitle"})

LEAD_WORDS = name_set(
    """
    lead leadin leadtext lede teaser intro introduction einleitung vorspann preface
    summary excerpt subtitle subline subheadline standfirst abstract description deck
    anreisser shorttext introtext teasertext unterzeile
    """
)

KICKER_WORDS = name_set(
    """
    kicker dachzeile topline overline roofline spitzmarke titleheader topic oberzeile
    pretitle
    """
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which of a site's headlines is the article's own: "visible" on the page, or a metadatum."""

    hosts: tuple[str, ...] = ()
    headline: HeadlineSource = "visible"


RULES = (
    Rule(("br.de",), "jsonld"),  # on tickers the page shows the headline of the latest entry
    Rule(("zdf.de", "zdfheute.de"), "og"),  # the shown headline lacks what its kicker says
    Rule(("20min.ch",), "og"),  # as above
)

_NONE = Rule()


def rule_for(url: str | None) -> Rule:
    """The rule of the site a page comes from; an empty one for all other sites."""
    host = urlsplit(url).hostname or "" if url else ""
    for rule in RULES:
        if any(host == name or host.endswith("." + name) for name in rule.hosts):
            return rule
    return _NONE
