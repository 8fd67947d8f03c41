"""Text files at the edge (twin.textfile)."""

import os
from pathlib import Path

import pytest

from twin.problems import InputError
from twin.textfile import read_text, write_text


def test_a_file_over_the_limit_is_never_opened(tmp_path: Path) -> None:
    """Two gigabytes of nothing cost nothing."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(InputError, match="2048 MiB and was not read"):
        read_text(path)


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    """What is no file on disk is refused before anything waits for it."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no regular file"):
        read_text(tmp_path / "pipe")


def test_the_line_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    """GBK text is common on Chinese desks; its line is named."""
    path = tmp_path / "gbk.yaml"
    path.write_bytes(b"a: 1\nname: " + "西门".encode("gbk"))
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert caught.value.problems[0].line == 2


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    """Windows editors write one."""
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_text(tmp_path / "bom.yaml") == "a: 1"


def test_writing_keeps_the_umask_and_leaves_no_litter(tmp_path: Path) -> None:
    """The file is as readable as any other that the user writes."""
    write_text(tmp_path / "new" / "a.txt", "西")
    (tmp_path / "plain").touch()
    assert (tmp_path / "new" / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert os.listdir(tmp_path / "new") == ["a.txt"]
