"""How near to what a GPU can do: a speed as a share of its memory's and its matrix units' bound.

Decoding reads every weight once a step and multiplies with each for every hypothesis; whichever
of the two bounds is reached first holds (Williams et al. 2009, "Roofline").
"""

from __future__ import annotations

from dataclasses import dataclass

# Data sheets: bytes a second of the memory, dense 16-bit operations a second.
_SHEETS = {
    "H200": (4.8e12, 989e12),
    "H100 PCIe": (2.0e12, 756e12),
    "H100": (3.35e12, 989e12),
    "A100-SXM4-40GB": (1.555e12, 312e12),
    "A100": (2.0e12, 312e12),
    "L40S": (0.864e12, 362e12),
    "L4": (0.3e12, 121e12),
    "A10": (0.6e12, 125e12),
    "V100": (0.9e12, 125e12),
    "T4": (0.32e12, 65e12),
    "RTX 4090": (1.008e12, 165e12),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """Shares of two bounds, from 0 to 1; None where the device's data sheet is not known."""

    device: str
    of_bandwidth: float | None
    of_flops: float | None


def bound(
    device: str,
    parameters: int,
    weight_bytes: int,
    tokens_per_second: float,
    batch_rows: float,
    beam: int,
) -> Bound:
    """What `tokens_per_second` of output come to on the device of this name.

    batch_rows: sentences decoded together, which share one reading of the weights.
    """
    sheet = next((told for name, told in _SHEETS.items() if name in device), None)
    if sheet is None:
        return Bound(device, None, None)
    bandwidth, flops = sheet
    read = tokens_per_second / max(1.0, batch_rows) * parameters * weight_bytes
    return Bound(device, read / bandwidth, 2 * parameters * tokens_per_second * beam / flops)
