"""The checks: what a translation or a summary lost, changed or made up, and how to repair it.

Each check is a small pure function of the German and the English that returns findings; `pair`
runs them all, `summary` holds a summary's sentence against its evidence, `repair` climbs the
ladder of other decodings until the checks are content.
"""

from pipeline.check.clauses import split_clauses
from pipeline.check.glossary import Term, check_glossary, read_glossary
from pipeline.check.pair import check_pair
from pipeline.check.repair import Repaired, repair
from pipeline.check.summary import check_summary

__all__ = [
    "Repaired",
    "Term",
    "check_glossary",
    "check_pair",
    "check_summary",
    "read_glossary",
    "repair",
    "split_clauses",
]
