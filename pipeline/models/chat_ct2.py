"""An instruct model in CTranslate2: int8 on a CPU, several times faster than PyTorch there."""

from __future__ import annotations

import ctranslate2

from pipeline.errors import ModelError
from pipeline.models.chat import ChatEngine, Reply
from pipeline.models.chat_base import ChatEngineBase
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.convert import converted
from pipeline.models.ct2_engine import available_cores, default_quantization


class FastChat(ChatEngineBase):
    """A decoder in CTranslate2, converted on first use.

    `quantization` is CTranslate2's name of a type; `auto` is int8 on a CPU and 16 bits on a GPU.
    `threads`: cores to compute on; all of them if None.
    """

    engine: ChatEngine = "ctranslate2"

    def __init__(
        self,
        checkpoint: Checkpoint,
        device: str = "cpu",
        batch_tokens: int | None = None,
        quantization: str = "auto",
        threads: int | None = None,
    ) -> None:
        super().__init__(checkpoint, device, batch_tokens)
        kind, _, number = device.partition(":")
        if quantization == "auto":
            quantization = default_quantization(checkpoint.model_type, device)
        folder = converted(checkpoint, quantization)
        try:
            # One prompt's steps use all cores: a model of this size waits for memory, not for work.
            self._generator = ctranslate2.Generator(
                str(folder),
                device=kind,
                device_index=int(number or 0),
                compute_type=quantization,
                intra_threads=(threads or available_cores()) if kind == "cpu" else 1,
            )
        except Exception as error:  # what a damaged file raises depends on where it is damaged
            raise ModelError(
                f"CTranslate2 cannot run {checkpoint.id} in {quantization} on {device} ({error})",
                f"choose another quantization or device, or delete {folder} if it is damaged",
            ) from error

    def _generate(self, batch: list[tuple[int, ...]], room: int) -> list[Reply]:
        try:
            return self._decode(batch, room)
        except RuntimeError as error:
            if "out of memory" not in str(error) or len(batch) == 1:
                raise ModelError(
                    f"CTranslate2 failed while it decoded ({error})",
                    "use a smaller model, a server, or another device",
                ) from error
        self._batch_tokens = max(1, self._batch_tokens // 2)
        middle = len(batch) // 2
        return [*self._generate(batch[:middle], room), *self._generate(batch[middle:], room)]

    def _decode(self, batch: list[tuple[int, ...]], room: int) -> list[Reply]:
        prompts = [self._tokenizer.convert_ids_to_tokens(list(ids)) for ids in batch]
        results = self._generator.generate_batch(
            prompts,
            max_length=room,
            sampling_topk=1,
            end_token=list(self._ends),
            return_end_token=True,
            include_prompt_in_result=False,
        )
        return [self._reply(result.sequences_ids[0]) for result in results]
