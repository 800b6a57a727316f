"""Who published an article, and how much that counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import PurePath
from urllib.parse import urlsplit

from pipeline.newsletter.clean import NAME, clean
from pipeline.newsletter.settings import OutletChoice

# Hosts whose name differs from what readers call the outlet.
_NAMES = {
    "br.de": "BR24",
    "derstandard.at": "Der Standard",
    "deutschlandfunk.de": "Deutschlandfunk",
    "diepresse.com": "Die Presse",
    "dw.com": "Deutsche Welle",
    "faz.net": "Frankfurter Allgemeine Zeitung",
    "handelsblatt.com": "Handelsblatt",
    "heise.de": "heise online",
    "kicker.de": "kicker",
    "mdr.de": "MDR",
    "n-tv.de": "ntv",
    "ndr.de": "NDR",
    "nzz.ch": "Neue Zürcher Zeitung",
    "orf.at": "ORF",
    "rbb24.de": "rbb24",
    "spiegel.de": "Der Spiegel",
    "srf.ch": "SRF",
    "stern.de": "Stern",
    "sueddeutsche.de": "Süddeutsche Zeitung",
    "swr.de": "SWR",
    "tagesschau.de": "tagesschau",
    "tagesspiegel.de": "Der Tagesspiegel",
    "taz.de": "taz",
    "wdr.de": "WDR",
    "welt.de": "Die Welt",
    "zdf.de": "ZDF",
    "zdfheute.de": "ZDFheute",
    "zeit.de": "Die Zeit",
}
_ENTRY = re.compile(r"[#:]\d+$")  # the number of an article in a feed or a file of many


def outlet_of(
    source: str, link: str | None, choices: Mapping[str, OutletChoice]
) -> tuple[str, float]:
    """The name and weight of the outlet that published an article.

    source: the input it was read from. link: its address, if it has one. choices: by domain,
    which holds for its subdomains too, or by a pattern (*, ?) of the source. The longest key wins.
    """
    host = _host(link or source)
    keys = [key for key in choices if _matches(key, host, source)]
    choice = choices[max(keys, key=lambda key: (len(key), key))] if keys else OutletChoice()
    name = clean(choice.name or _known(host) or host or _file_name(source), NAME)
    return name or "unknown source", choice.weight


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # a file may be named anything
        return ""


def _matches(key: str, host: str, source: str) -> bool:
    return _is_under(host, key) or fnmatchcase(source, key)


def _is_under(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _known(host: str) -> str | None:
    return next((name for domain, name in _NAMES.items() if _is_under(host, domain)), None)


def _file_name(source: str) -> str:
    return PurePath(_ENTRY.sub("", source)).name or source
