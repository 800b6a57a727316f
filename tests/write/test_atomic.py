import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.write.atomic import WriteError, prepare_folder, write_parts, write_text


def test_a_file_appears_and_is_replaced(tmp_path):
    path = tmp_path / "deep" / "page.txt"
    assert write_text(path, "eins\n")
    assert write_text(path, "zwei\n")
    assert path.read_text("utf-8") == "zwei\n"
    assert [p.name for p in path.parent.iterdir()] == ["page.txt"]


def test_an_equal_file_is_left_alone(tmp_path):
    path = tmp_path / "page.txt"
    write_text(path, "gleich")
    before = path.stat()
    assert not write_parts(path, ["gle", "ich"])
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_a_failure_half_way_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "page.txt"
    write_text(path, "alt")

    def parts():
        yield "neu"
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        write_parts(path, parts())
    assert path.read_text() == "alt"
    assert [p.name for p in tmp_path.iterdir()] == ["page.txt"]


def test_a_link_stays_and_leads_to_the_new_file(tmp_path):
    real, link = tmp_path / "a" / "real.txt", tmp_path / "link.txt"
    real.parent.mkdir()
    link.symlink_to(real)
    for text in ("eins", "zwei"):
        assert write_text(link, text)
        assert link.is_symlink() and real.read_text() == text
    assert not write_text(link, "zwei")


def test_links_in_a_circle_are_named(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(WriteError, match="cannot write"):
        write_text(tmp_path / "a", "x")


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit((tmp_path / "pipe").read_text)
        assert write_text(tmp_path / "pipe", "eins")
        assert read.result(timeout=10) == "eins"
    assert (tmp_path / "pipe").is_fifo()
    assert write_text(Path(os.devnull), "eins")
    assert Path(os.devnull).is_char_device()


def test_a_folder_that_is_a_file_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError, match="-o"):
        prepare_folder(tmp_path / "file" / "run")
    with pytest.raises(WriteError, match=r"File exists.*see what stands there"):
        write_text(tmp_path / "file" / "page.txt", "x")


def test_a_folder_in_the_way_is_no_matter_of_disk_space(tmp_path):
    (tmp_path / "pairs.jsonl").mkdir()
    with pytest.raises(WriteError, match=r"Is a directory.*see what stands there"):
        write_parts(tmp_path / "pairs.jsonl", ["x"])
