"""The blogs that the benchmarks build."""

from __future__ import annotations

import statistics
from pathlib import Path

from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from tests.benchmarks.blogs import SMALL, make_posts, write_blog


def test_the_same_posts_always(tmp_path: Path) -> None:
    """Two blogs are the same to the byte, and a smaller one is the beginning of a larger one."""
    write_blog(tmp_path / "one", 5)
    write_blog(tmp_path / "two", 5)
    assert _files(tmp_path / "one") == _files(tmp_path / "two")
    assert list(make_posts(5)) == list(make_posts(8))[:5]


def test_another_seed_makes_other_posts() -> None:
    """The seed decides what posts hold."""
    assert list(make_posts(2, seed=1)) != list(make_posts(2, seed=2))


def test_posts_are_as_large_as_real_ones(tmp_path: Path) -> None:
    """Half of the notebooks have 25 to 45 kB, some have pictures; small ones have none."""
    write_blog(tmp_path / "usual", 40)
    write_blog(tmp_path / "small", 40, SMALL)
    usual, small = _files(tmp_path / "usual"), _files(tmp_path / "small")
    assert 25_000 <= statistics.median(map(len, usual.values())) <= 45_000
    assert 10_000 <= statistics.median(map(len, small.values())) <= 20_000
    assert 5 <= sum(b'"image/png"' in data for data in usual.values()) <= 15
    assert not any(b'"image/png"' in data for data in small.values())


def test_blogtools_finds_nothing_to_say(tmp_path: Path) -> None:
    """Five posts are published without an error or a finding, each with its title, date and tags."""
    posts = write_blog(tmp_path / "blog", 5)
    report = convert(find_blog(tmp_path / "blog"))
    assert ((), ()) == (report.errors, report.findings)
    assert sorted(f"notebooks/{post.name}.ipynb" for post in posts) == sorted(built.source for built in report.built)
    for post in posts:
        page = (tmp_path / "blog" / "_site" / post.slug / "index.html").read_text(encoding="utf-8")
        assert f">{post.title}</h1>" in page
        assert f'datetime="{post.date}"' in page
        assert all(f">{tag}</a>" in page for tag in post.tags)


def _files(blog: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (blog / "notebooks").rglob("*.ipynb")}
