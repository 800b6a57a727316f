"""What the encoder made of the latest texts, so that the ladder of repair decodes without it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import torch

Source = tuple[int, ...]
_TOKENS = 2**15  # with a width of 1024, 128 MiB in float32


class EncoderMemory:
    """Keeps the states of up to `tokens` source tokens; the oldest go first.

    `encode` gives the states (sources, tokens, width) of sources, padded to the longest.
    """

    def __init__(
        self, encode: Callable[[Sequence[Source]], torch.Tensor], tokens: int = _TOKENS
    ) -> None:
        self._encode, self._room = encode, tokens
        self._states: OrderedDict[Source, torch.Tensor] = OrderedDict()

    def states(self, batch: Sequence[Source], longest: int) -> torch.Tensor:
        """The states (batch, longest, width) of each source, those of padding zero."""
        known = {source: self._states[source] for source in batch if source in self._states}
        missing = list(dict.fromkeys(source for source in batch if source not in known))
        if missing:
            for source, row in zip(missing, self._encode(missing), strict=True):
                known[source] = row[: len(source)]
        first = known[batch[0]]
        states = first.new_zeros(len(batch), longest, first.shape[-1])
        for place, source in enumerate(batch):
            states[place, : len(source)] = known[source]
        for place, source in enumerate(batch):
            # A copy, since a row of a batch would keep the whole batch.
            self._keep(source, states[place, : len(source)].clone())
        return states

    def _keep(self, source: Source, states: torch.Tensor) -> None:
        self._states[source] = states
        self._states.move_to_end(source)
        while sum(map(len, self._states)) > self._room:
            self._states.popitem(last=False)
