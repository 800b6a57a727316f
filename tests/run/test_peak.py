import subprocess
import sys

from pipeline.run.peak import peak_mb


def said_by(code):
    command = [sys.executable, "-c", f"from pipeline.run.peak import peak_mb\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_what_was_held_for_a_moment_counts():
    code = "first = peak_mb(); held = b'x' * 200_000_000; del held; print(peak_mb() - first)"
    assert 150 < said_by(code) < 250


def test_a_small_process_of_a_large_one_is_small():
    held = b"x" * 300_000_000
    assert said_by("print(peak_mb())") < 150 < peak_mb()
    assert len(held) == 300_000_000


def test_without_proc_the_system_is_asked(monkeypatch, tmp_path):
    monkeypatch.setattr("pipeline.run.peak._STATUS", tmp_path / "none")
    assert 5 < peak_mb() < 100_000
