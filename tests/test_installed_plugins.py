"""Installed plugins are found by what installers write, and not looked for again while nothing was installed."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from blogtools.plugins import installed as module
from blogtools.plugins.installed import EntryPoint, installed

HOUR = 3_600_000_000_000


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of distributions, and nothing else, on the path; changed long ago."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder)])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def install(folder: Path, name: str, entry_points: str, age: int = HOUR) -> None:
    """Install a distribution, `age` nanoseconds ago."""
    (folder / f"{name}.dist-info").mkdir(parents=True)
    (folder / f"{name}.dist-info/entry_points.txt").write_text(entry_points, encoding="utf-8")
    changed = time.time_ns() - age
    os.utime(folder, ns=(changed, changed))


def found() -> tuple[EntryPoint, ...]:
    """What a new process finds."""
    installed.cache_clear()
    try:
        return installed()
    finally:
        installed.cache_clear()


def test_entry_points_of_our_groups_are_found(site: Path) -> None:
    """Others, comments and distributions that have none are passed over."""
    install(
        site,
        "my_plugin-1.0.post1",
        "[console_scripts]\nx = y:z\n\n[blogtools.steps]\n# a comment\nb = my.plugin:rows.b [extra]\na=my.plugin:a\n"
        "[blogtools.unknown]\nc = d\n[ blogtools.themes ]\npaper = my.theme\n",
    )
    install(site, "other-2", "[console_scripts]\nx = y:z\n")
    (site / "bare-3.dist-info").mkdir()
    assert found() == (
        EntryPoint("steps", "a", "my.plugin:a", "my_plugin", "1.0.post1"),
        EntryPoint("steps", "b", "my.plugin:rows.b", "my_plugin", "1.0.post1"),
        EntryPoint("themes", "paper", "my.theme", "my_plugin", "1.0.post1"),
    )


def test_nothing_is_read_twice_while_nothing_was_installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that changed a moment ago may change once more within the same tick, and is not remembered."""
    looked: list[str] = []
    real = os.scandir
    monkeypatch.setattr(module.os, "scandir", lambda folder: (looked.append(folder), real(folder))[1])
    install(site, "a-1", "[blogtools.steps]\na = a:a\n")
    first = found()
    assert (found(), looked) == (first, [str(site)])
    install(site, "b-1", "[blogtools.steps]\nb = b:b\n", age=0)
    assert [point.name for point in found()] == ["a", "b"]
    assert [point.name for point in found()] == ["a", "b"]
    assert looked == [str(site)] * 3


def test_of_two_the_first_on_the_path_counts(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the one that is imported."""
    install(site, "a-2", "[blogtools.steps]\na = a:two\n")
    install(tmp_path / "below", "a-1", "[blogtools.steps]\na = a:one\nb = a:old\n")
    monkeypatch.setattr(sys, "path", [str(site), str(tmp_path / "below"), str(tmp_path / "nowhere")])
    assert [point.value for point in found()] == ["a:two"]


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": 5}', b"[]", b'{"SITE": [1, [["steps"]]]}'])
def test_a_broken_cache_costs_nothing_but_time(site: Path, tmp_path: Path, data: bytes) -> None:
    """It is written again."""
    install(site, "a-1", "[blogtools.steps]\na = a:a\n")
    first = found()
    (cache,) = (tmp_path / "cache/blogtools/plugins").iterdir()
    good = cache.read_bytes()
    cache.write_bytes(data.replace(b"SITE", str(site).encode()))
    assert found() == first
    assert cache.read_bytes() == good
