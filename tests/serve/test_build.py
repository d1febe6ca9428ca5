"""One build of the preview: what goes wrong is data."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogtools.serve import build as module
from blogtools.serve.build import base_path, find_root, rebuild


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("", "/"),
        ("https://example.org", "/"),
        ("https://example.org/", "/"),
        ("https://example.org/blog", "/blog/"),
        ("https://example.org/~me/my%20blog/?query", "/~me/my blog/"),
    ],
)
def test_the_site_lies_at_the_path_of_base_url(base_url: str, expected: str) -> None:
    """So that a link from its top is right here if it is right there."""
    assert expected == base_path(base_url)


@pytest.mark.parametrize("settings", ["title = ", "titel = 'x'"], ids=["no TOML", "unknown key"])
def test_a_blog_with_wrong_settings_has_its_folder(blog_folder: Path, settings: str) -> None:
    """From everywhere in it."""
    (blog_folder / "blogtools.toml").write_text(settings)
    assert blog_folder == find_root(blog_folder / "notebooks")
    built = rebuild(blog_folder)
    assert (None, None) == (built.report, built.base)
    assert ["blogtools.toml"] == [problem.where.file for problem in built.problems]


def test_an_unexpected_error_does_not_end_the_preview(
    blog_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told like others, and where it came from stands in the terminal, if that is asked for."""

    def convert(*_: object, **__: object) -> None:
        Path("gone").rmdir()

    monkeypatch.setattr(module, "convert", convert)
    (problem,) = rebuild(blog_folder).problems
    assert (
        "internal error: FileNotFoundError: [Errno 2] No such file or directory: 'gone'; this is a bug in blogtools,"
        " please report it (rerun with --debug or BLOGTOOLS_DEBUG=1 for the traceback)"
    ) == str(problem)
    assert "" == capsys.readouterr().err
    monkeypatch.setenv("BLOGTOOLS_DEBUG", "1")
    rebuild(blog_folder)
    assert "in convert" in capsys.readouterr().err
