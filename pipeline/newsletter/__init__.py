"""The newsletter: finished runs become an issue, a mail or a feed.

`read_runs` reads the records, `compose` groups, sorts and ranks them to an `Issue`, and `render`
writes it in one of `FORMATS`. All of it works without a model and without the network.
"""

from pipeline.newsletter.compose import compose
from pipeline.newsletter.render import FORMATS, render
from pipeline.newsletter.runs import read_runs
from pipeline.newsletter.settings import Settings, load_settings

__all__ = ["FORMATS", "Settings", "compose", "load_settings", "read_runs", "render"]
