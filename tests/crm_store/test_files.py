"""Files by their content: whole or not at all."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crm_store.files.service import FileDamaged, FileStore


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def path_of(files: FileStore, name: str) -> Path:
    return files.folder / name[:2] / name


def test_the_name_is_the_content(files: FileStore) -> None:
    name = files.put(b"abc")
    assert name == hashlib.sha256(b"abc").hexdigest() == files.put(b"abc")
    assert (files.get(name), files.exists(name), list(files.names())) == (b"abc", True, [name])
    assert list((files.folder / "incoming").iterdir()) == []


def test_an_empty_file_is_a_file(files: FileStore) -> None:
    assert files.get(files.put(b"")) == b""


def test_a_truncated_one_is_mended_when_the_content_comes_again(files: FileStore) -> None:
    name = files.put(b"abcdef")
    path_of(files, name).write_bytes(b"abc")
    with pytest.raises(FileDamaged, match="damaged"):
        files.get(name)
    files.put(b"abcdef")
    assert files.get(name) == b"abcdef"


def test_a_missing_one_says_so(files: FileStore) -> None:
    name = files.put(b"abc")
    (files.folder / name[:2] / name).unlink()
    with pytest.raises(FileDamaged, match="missing"):
        files.get(name)


@pytest.mark.parametrize("name", ["", "x", "../../../etc/passwd", "A" * 64, "0" * 63 + "/", "0" * 65])
def test_what_is_no_name_opens_nothing(files: FileStore, name: str) -> None:
    with pytest.raises(FileDamaged, match="not the name"):
        files.get(name)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_behind(files: FileStore, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_what: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        files.put(b"abc")
    monkeypatch.undo()
    assert list(files.names()) == []
    assert list((files.folder / "incoming").iterdir()) == []
    assert files.get(files.put(b"abc")) == b"abc"


def test_many_who_keep_the_same_at_once_agree(files: FileStore) -> None:
    content = os.urandom(100_000)
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda _n: files.put(content), range(16)))
    assert len(names) == 1
    assert files.get(names.pop()) == content


def test_what_a_crash_left_is_swept_and_young_ones_stay(files: FileStore) -> None:
    old, young = files.folder / "incoming" / "old", files.folder / "incoming" / "young"
    for file in (old, young):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert files.sweep() == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_many_at_once_keep_their_order(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    contents = [b"one", b"two", b"three", b"two", b"four", b""]
    names = files.put_all(contents)
    assert [files.get(name) for name in names] == contents
    assert files.put_all([]) == []
    assert list((tmp_path / "incoming").iterdir()) == []
