"""The templates, and what they may use. Users can override each of them with a folder of their own.

Templates get `issue` (newsletter/issue.py), `top` (the first story), `sections` (title and
stories of each, after the first), `settings`, and the words of wording.py.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.newsletter.issue import Issue, Story
from pipeline.newsletter.little_html import harmless, harmless_page, plain
from pipeline.newsletter.render import wording
from pipeline.newsletter.sections import by_section
from pipeline.newsletter.settings import Settings
from pipeline.write.markdown import escape

if TYPE_CHECKING:
    from jinja2 import Environment

_COLUMNS = 72


class Pages:
    """Renders the templates; those in `folder`, if there is one, go before the built-in ones."""

    def __init__(self, folder: Path | None = None) -> None:
        """Raises UsageError if `folder` is none."""
        if folder is not None and not folder.is_dir():
            raise UsageError(f"{folder} is no folder", "give a folder with templates")
        self._environment = _environment(folder)

    def issue(self, template: str, issue: Issue, settings: Settings) -> str:
        """The page of a whole issue."""
        top, *rest = issue.stories
        return self._render(
            template, issue=issue, top=top, sections=by_section(rest), settings=settings
        )

    def story(self, template: str, story: Story) -> str:
        """The part of a page that one story is. No template of one's own makes it run anything."""
        return harmless_page(self._render(template, story=story))

    def _render(self, name: str, **values: Any) -> str:
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return self._environment.get_template(name).render(**values)
        except TemplateSyntaxError as error:
            place = f"template {error.name}, line {error.lineno}"
            raise UsageError(f"{place}: {error.message}", "mend that line") from error
        except TemplateError as error:
            raise UsageError(f"template {name}: {error.message}", "mend the template") from error


def _environment(folder: Path | None) -> Environment:
    from jinja2 import (
        ChoiceLoader,
        Environment,
        FileSystemLoader,
        PackageLoader,
        StrictUndefined,
        select_autoescape,
    )
    from markupsafe import Markup

    own = [FileSystemLoader(folder)] if folder else []
    environment = Environment(
        loader=ChoiceLoader([*own, PackageLoader("pipeline.newsletter.render")]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "day": wording.day,
        "credits": wording.credits_of,
        "little_html": lambda text: Markup(harmless(text)),  # noqa: S704  # that makes it safe
        "md": escape,
        "plain": plain,
        "wrap": _wrap,
    }
    names = (
        *("SUBTITLE", "BY_MACHINE", "BY_MACHINE_TOO", "ORIGINAL"),
        *("UNCERTAIN", "SHOWN_ALSO", "UNSUBSCRIBE"),
    )
    environment.globals |= {name: getattr(wording, name) for name in names}
    environment.globals |= {
        "machine_note": wording.machine_note,
        "length_note": wording.length_note,
        "left_out_note": wording.left_out_note,
        "teaser": wording.teaser,
    }
    return environment


def _wrap(text: str, hang: int = 0) -> str:
    """`text` in lines of 72 columns, all but the first indented; addresses stay whole."""
    return textwrap.fill(
        text,
        _COLUMNS,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
