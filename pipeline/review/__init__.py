"""The editor's desk: people read, mend, accept, reject, hold and order what runs have made.

`Desk` keeps their decisions beside the runs, `web` shows them in a browser, and `approved` tells
the newsletter what they decided. Importing this room is cheap; FastAPI loads with `web` alone.
"""

from pipeline.review.decisions import Approved, approved, compose_approved
from pipeline.review.desk import Desk

__all__ = ["Approved", "Desk", "approved", "compose_approved"]
