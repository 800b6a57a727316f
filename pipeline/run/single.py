"""One article through all stages, without a ledger or files."""

from __future__ import annotations

from pipeline.article import Article
from pipeline.record import Record
from pipeline.run.assemble import assemble
from pipeline.run.meter import Meter
from pipeline.run.models import Plan
from pipeline.run.stages import process


def one_article(article: Article, plan: Plan, *, full: bool) -> Record:
    """The record of `article` by the models of `plan`."""
    profile = plan.profile
    stages = plan.load_stages()
    outcome = process([article], stages, profile.order, full=full, meter=Meter())[0]
    return assemble(outcome, plan.models, profile=profile.name, order=profile.order)
