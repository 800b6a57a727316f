"""An instruct model in PyTorch: any `AutoModelForCausalLM` with a chat template."""

from __future__ import annotations

import torch
from transformers import AutoModelForCausalLM, GenerationConfig

from pipeline.errors import ModelError
from pipeline.models.chat import ChatEngine, Reply
from pipeline.models.chat_base import ChatEngineBase
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.weights import load_weights


class LocalChat(ChatEngineBase):
    """A checkpoint in PyTorch; prompts are padded on the left and decoded greedily in batches.

    `threads`: cores to compute on; all of them if None.
    """

    engine: ChatEngine = "torch"

    def __init__(
        self,
        checkpoint: Checkpoint,
        device: str = "cpu",
        batch_tokens: int | None = None,
        threads: int | None = None,
    ) -> None:
        if threads:
            torch.set_num_threads(threads)
        super().__init__(checkpoint, device, batch_tokens)
        self._device = torch.device(device)
        self._model = load_weights(checkpoint, self._device, AutoModelForCausalLM)
        # generate() fills what a call leaves open from here: the checkpoint's sampling.
        self._model.generation_config = GenerationConfig()  # type: ignore[no-untyped-call]

    def _generate(self, batch: list[tuple[int, ...]], room: int) -> list[Reply]:
        try:
            return self._decode(batch, room)
        except torch.OutOfMemoryError as error:
            if len(batch) == 1:
                raise ModelError(
                    "the GPU's memory does not hold a single prompt",
                    "use a smaller model, a server, or --device cpu",
                ) from error
        self._batch_tokens = max(1, self._batch_tokens // 2)
        torch.cuda.empty_cache()
        middle = len(batch) // 2
        return [*self._generate(batch[:middle], room), *self._generate(batch[middle:], room)]

    @torch.inference_mode()
    def _decode(self, batch: list[tuple[int, ...]], room: int) -> list[Reply]:
        longest = max(map(len, batch))
        pad = self._ends[0]
        rows = [[pad] * (longest - len(ids)) + list(ids) for ids in batch]
        kept = [[0] * (longest - len(ids)) + [1] * len(ids) for ids in batch]
        sequences = self._model.generate(
            input_ids=torch.tensor(rows, device=self._device),
            attention_mask=torch.tensor(kept, device=self._device),
            generation_config=GenerationConfig(  # type: ignore[no-untyped-call]
                do_sample=False,
                max_new_tokens=room,
                eos_token_id=list(self._ends),
                pad_token_id=pad,
            ),
        )
        return [self._reply(row) for row in sequences[:, longest:].tolist()]
