"""A report on stdout: tables for people, JSON for machines."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from pipeline.cli.console import out

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def show(report: DataclassInstance, *, as_json: bool) -> None:
    """Print a report: each list of rows as a table, every other field as a line."""
    values = {field.name: _plain(getattr(report, field.name)) for field in fields(report)}
    if as_json:
        out(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
        return
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            out(_table(value))
        else:
            out(f"{name.replace('_', ' ')}: {value}\n")


def _plain(value: Any) -> Any:
    """Rows as dictionaries, with what they compute (precision, F1) beside what they hold."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if not is_dataclass(value):
        return value
    held = [field.name for field in fields(value)]
    computed = [name for name, kind in vars(type(value)).items() if isinstance(kind, property)]
    return {name: _plain(getattr(value, name)) for name in held + computed}


def _table(rows: list[dict[str, Any]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    # What was not asked for is None throughout.
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    for name in names:
        numeric = isinstance(rows[0][name], int | float)
        table.add_column(name.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in names))
    plain = "NO_COLOR" in os.environ or not sys.stdout.isatty()
    text = io.StringIO()
    width = None if sys.stdout.isatty() else 160
    Console(file=text, no_color=plain, force_terminal=not plain, width=width).print(table)
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n")).strip("\n") + "\n"


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
