"""Parts that other packages bring, found by their entry points.

A package names them in its metadata under `depesche.engines`, `.translators`, `.summarizers`,
`.sources` or `.writers`; docs/plugins.md says what each has to be. Nothing is imported before a
profile asks for it by name, readers of sources excepted, which are asked for every input.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from pipeline.errors import UsageError

Group = Literal["engines", "translators", "summarizers", "sources", "writers"]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A part by its name, and the version of the package that brings it."""

    name: str
    version: str
    entry: EntryPoint

    def load(self) -> Any:
        """The part itself. Raises UsageError if its package cannot be imported."""
        try:
            return self.entry.load()
        except Exception as error:  # a package of others may fail in any way
            raise UsageError(
                f"the plugin {self.name} ({self.entry.value}) cannot be loaded ({error})",
                "install it again, or ask those who made it",
            ) from error


def installed(group: Group) -> dict[str, Plugin]:
    """The plugins of a group, by name."""
    return {
        entry.name: Plugin(entry.name, entry.dist.version if entry.dist else "", entry)
        for entry in entry_points(group=f"depesche.{group}")
    }


def plugin(group: Group, name: str, builtin: tuple[str, ...] = ()) -> Plugin:
    """The plugin of that name. Raises UsageError with the names there are, `builtin` included."""
    found = installed(group)
    if name not in found:
        raise UsageError(
            f"there is no '{name}' among the {group}",
            f"choose one of {', '.join([*builtin, *sorted(found)]) or 'none'}, "
            "or install the package that brings it",
        )
    return found[name]


@cache
def readers() -> tuple[Any, ...]:
    """The readers of sources that packages bring, loaded once."""
    return tuple(each.load() for each in installed("sources").values())
