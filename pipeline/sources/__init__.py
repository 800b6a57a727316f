"""From a source to articles: files, folders, patterns, addresses on the web and stdin are found,
each input goes to the reader of its kind, and every article is made in one place.
"""

from pipeline.sources.columns import Columns
from pipeline.sources.fetch import Network
from pipeline.sources.inputs import read, read_lazily
from pipeline.sources.lines import read_lines
from pipeline.sources.reader import ReadLimits

__all__ = ["Columns", "Network", "ReadLimits", "read", "read_lazily", "read_lines"]
