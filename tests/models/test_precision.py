import pytest

from pipeline.models.precision import capability_of, precision, quantization

VOLTA, TURING, AMPERE, PASCAL = (7, 0), (7, 5), (8, 0), (6, 1)


@pytest.mark.parametrize(
    ("model_type", "capability", "dtype", "type_"),
    [
        ("marian", None, "float32", "int8"),
        ("marian", AMPERE, "bfloat16", "float16"),
        ("marian", TURING, "float16", "float16"),
        ("marian", PASCAL, "float32", "float32"),
        ("mt5", None, "float32", "int8"),
        ("mt5", AMPERE, "bfloat16", "bfloat16"),
        ("mt5", VOLTA, "float32", "float32"),
        ("t5", TURING, "float32", "float32"),
        ("longt5", TURING, "float32", "float32"),
        ("gemma3", TURING, "float32", "float32"),
        ("llama", TURING, "float16", "float16"),
    ],
)
def test_types_follow_what_the_gpu_can_and_the_model_bears(model_type, capability, dtype, type_):
    assert precision(model_type, capability) == dtype
    assert quantization(model_type, capability) == type_


def test_a_cpu_has_no_capability_and_a_gpu_tells_its_own(monkeypatch):
    assert capability_of("cpu") is None
    monkeypatch.setattr("torch.cuda.get_device_capability", lambda device: (9, 0))
    assert capability_of("cuda:0") == (9, 0)
