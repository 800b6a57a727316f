"""The web, approached with manners and with suspicion.

`Fetcher.get` takes an address to bytes: only http and https, only public addresses, as robots.txt
allows, one request at a time, within limits of time and size, and not again what is known.
"""

from pipeline.sources.fetch.network import Network

__all__ = ["Network"]
