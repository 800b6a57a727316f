"""The tables of profiles and of their fields in docs/, made from configs/ and from the code.

`python -m pipeline.profile_tables` writes both anew; a test compares them.
"""

from __future__ import annotations

from typing import Any

from pipeline.profile import available, data_folder, fields, shipped

_PLACES = {"models.md": "table", "profiles.md": "fields"}


def table() -> str:
    """The profiles of `configs/` as a Markdown table: models, licences, memory and hardware."""
    head = "| profile | translator | summarizer | order | licence | memory | hardware |"
    return "\n".join([head, "|---|---|---|---|---|---|---|", *map(_row, available())]) + "\n"


def field_table() -> str:
    """Every field as a row of a Markdown table: name, default, meaning."""
    rows = [
        f"| `{name}` | {_default(info.default)} | {info.description} |" for name, info in fields()
    ]
    return "\n".join(["| field | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value or value == 0 else "none"


def _row(name: str) -> str:
    profile = shipped(name)
    translator, summarizer = profile.translator, profile.summarizer
    how = f"{translator.kind}, {translator.engine}"
    cells = (
        f"`{name}`",
        f"{_model(translator.model, translator.revision)} ({how})",
        f"{_model(summarizer.model, summarizer.revision)} ({summarizer.kind})"
        if summarizer.model
        else summarizer.kind,
        profile.order,
        profile.licence or "by model",
        f"{profile.memory:g} GB" if profile.memory else "by model",
        profile.hardware or profile.device,
    )
    return f"| {' | '.join(cells)} |"


def _model(id_: str, revision: str | None) -> str:
    return f"`{id_}`" + (f" at `{revision[:12]}`" if revision else "")


def write() -> None:
    """Put both tables where docs/models.md and docs/profiles.md have their marks."""
    docs = data_folder("configs").parent / "docs"
    for page, mark in _PLACES.items():
        made = table() if mark == "table" else field_table()
        before, _, rest = (docs / page).read_text("utf-8").partition(f"<!-- {mark} -->\n")
        after = rest.partition(f"<!-- /{mark} -->")[2]
        text = f"{before}<!-- {mark} -->\n{made}<!-- /{mark} -->{after}"
        (docs / page).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
