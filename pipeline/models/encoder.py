"""A sentence encoder: texts to vectors whose cosine says how alike they are in meaning.

The mean of the last layer's states, as in Reimers and Gurevych 2019 (Sentence-BERT), which is how
multilingual-e5, paraphrase-multilingual-MiniLM and LaBSE's relatives are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import ModelError
from pipeline.models.checkpoint import Checkpoint, resolve
from pipeline.models.devices import pick

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LONGEST = 512  # tokens; what a text is about stands in its beginning
_BATCH = 32
_E5 = "query: "  # E5 was trained with it before every text (Wang et al. 2024)


class SentenceEncoder:
    """An encoder checkpoint, or the encoder of a sequence-to-sequence one, in PyTorch.

    model: an id that `resolve` understands. Raises ModelError if it cannot be used.
    """

    def __init__(self, model: str, device: str = "auto") -> None:
        import torch
        from transformers import AutoModel

        from pipeline.models.weights import load_weights

        self._device = torch.device(pick(device, "torch"))
        checkpoint = resolve(model)
        found = load_weights(checkpoint, self._device, AutoModel, spare="pooler.")
        self._model = found.get_encoder() if found.config.is_encoder_decoder else found
        self._tokenizer = _tokenizer_of(checkpoint)
        self._prefix = _E5 if "e5" in checkpoint.id.lower().rpartition("/")[2].split("-") else ""
        positions = int(getattr(found.config, "max_position_embeddings", 0) or _LONGEST)
        self._longest = min(_LONGEST, positions - 2)  # RoBERTa's positions begin at 2

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """A vector of length 1 for each text, in their order: an array (texts, width)."""
        import numpy as np
        import torch

        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda one: len(texts[one]))
        rows: list[Any] = [None] * len(texts)
        with torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                batch = order[start : start + _BATCH]
                for one, vector in zip(batch, self._batch([texts[b] for b in batch]), strict=True):
                    rows[one] = vector
        return np.stack(rows)

    def _batch(self, texts: list[str]) -> Any:
        inputs = self._tokenizer(
            [self._prefix + text for text in texts],
            padding=True,
            truncation=True,
            max_length=self._longest,
            return_tensors="pt",
        ).to(self._device)
        states = self._model(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]
        ).last_hidden_state.float()
        mask = inputs["attention_mask"].unsqueeze(-1)
        mean = (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
        length = mean.norm(dim=1, keepdim=True).clamp(min=1e-9)
        return (mean / length).cpu().numpy()


def _tokenizer_of(checkpoint: Checkpoint) -> Any:
    from transformers import AutoTokenizer

    from pipeline.models.quiet import quiet

    try:
        with quiet():
            return AutoTokenizer.from_pretrained(
                checkpoint.folder, local_files_only=True, trust_remote_code=False
            )
    except Exception as error:  # what a broken file raises depends on where it is broken
        raise ModelError(
            f"the tokenizer of {checkpoint.id} cannot be read", "fetch the model again"
        ) from error
