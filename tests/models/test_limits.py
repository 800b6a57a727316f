from pathlib import Path

import pytest

from pipeline.models.checkpoint import Checkpoint
from pipeline.models.engine import Limits
from pipeline.models.limits import limits_of


def checkpoint(folder: Path, tokenizer: str = "{}", **config) -> Checkpoint:
    (folder / "tokenizer_config.json").write_text(tokenizer)
    return Checkpoint("m", folder, "1", config["model_type"], (), config)


@pytest.mark.parametrize(
    ("config", "limits"),
    [
        ({"model_type": "marian", "max_position_embeddings": 512}, Limits(512, 512)),
        ({"model_type": "bart"}, Limits(1024, 1024)),
        ({"model_type": "m2m_100", "max_position_embeddings": 1024}, Limits(1024, 1024)),
        ({"model_type": "t5", "n_positions": 128}, Limits(512, 512)),
        ({"model_type": "mt5"}, Limits(512, 512)),
        (
            {
                "model_type": "led",
                "max_encoder_position_embeddings": 16384,
                "max_decoder_position_embeddings": 1024,
            },
            Limits(16384, 1024),
        ),
        (
            {
                "model_type": "encoder-decoder",
                "encoder": {"model_type": "bert", "max_position_embeddings": 512},
                "decoder": {"model_type": "gpt2", "n_positions": 256},
            },
            Limits(512, 256),
        ),
        (
            {
                "model_type": "encoder-decoder",
                "encoder": {"model_type": "roberta", "max_position_embeddings": 514},
                "decoder": {"model_type": "bert"},
            },
            Limits(512, 512),
        ),
    ],
)
def test_limits_come_from_the_positions(tmp_path, config, limits):
    assert limits_of(checkpoint(tmp_path, **config)) == limits


@pytest.mark.parametrize(
    ("model_type", "declared", "source"),
    [
        ("mbart", "256", 256),
        ("mbart", "4096", 512),
        ("mbart", "1000000000000000019884624838656", 512),
        ("mbart", "null", 512),
        ("t5", "800", 800),
        ("t5", "1e30", 512),
    ],
)
def test_the_tokenizer_narrows_the_source_but_never_widens_positions(
    tmp_path, model_type, declared, source
):
    tokenizer = f'{{"model_max_length": {declared}}}'
    found = checkpoint(tmp_path, tokenizer, model_type=model_type, max_position_embeddings=512)
    assert limits_of(found) == Limits(source, 512)
