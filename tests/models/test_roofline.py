import pytest

from pipeline.models.roofline import bound


def test_shares_are_those_that_one_computes_by_hand():
    # 74 M parameters in 16 bits: 148 MB a step; 1,000 steps a second read 148 GB.
    found = bound("NVIDIA H100 80GB HBM3", 74_000_000, 2, 64_000, 64, 4)
    assert found.of_bandwidth == pytest.approx(148e9 / 3.35e12)
    assert found.of_flops == pytest.approx(2 * 74e6 * 64_000 * 4 / 989e12)


@pytest.mark.parametrize(
    ("name", "slower"), [("NVIDIA H200", "NVIDIA H100 PCIe"), ("NVIDIA A100-SXM4-80GB", "Tesla T4")]
)
def test_a_faster_card_is_less_used(name, slower):
    shares = [bound(each, 10**8, 2, 10_000, 8, 1) for each in (name, slower)]
    assert shares[0].of_bandwidth < shares[1].of_bandwidth
    assert shares[0].of_flops < shares[1].of_flops


def test_an_unknown_card_has_no_bound():
    found = bound("Some Card", 1, 2, 3.0, 4, 5)
    assert (found.device, found.of_bandwidth, found.of_flops) == ("Some Card", None, None)
