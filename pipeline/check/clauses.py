"""Splits a German sentence at its clauses, so that a model may translate it piece by piece."""

from __future__ import annotations

import re

_SHORTEST = 25  # characters of a piece that still means something by itself
_BORDERS = re.compile(
    r"(?<=[.!?…][\"“”«»]) +(?=[A-ZÄÖÜ„\"»«])"  # sentences within the segment
    r"|(?<=[.!?;]) +(?=[A-ZÄÖÜ„\"»«])"
    r"|(?<=;) +"
    r"|(?<=:) +(?=[„\"»«A-ZÄÖÜ])"
    r"| +(?=[–—] )"
    r"|(?<=,) +(?=(?:und|aber|doch|jedoch|sondern|denn|während|weil|obwohl|nachdem|wobei|sodass) )"
)


def split_clauses(text: str) -> list[str]:
    """The text in pieces of at least 25 characters; `" ".join` gives it back but for spaces."""
    pieces: list[str] = []
    for piece in (p.strip() for p in _BORDERS.split(text.strip())):
        if pieces and (len(piece) < _SHORTEST or len(pieces[-1]) < _SHORTEST):
            pieces[-1] = f"{pieces[-1]} {piece}".strip()
        else:
            pieces.append(piece)
    return pieces
