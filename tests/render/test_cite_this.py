"""Readers and scholars' search engines are told how to cite a post that asks for it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.transform.citations.bibtex import read_bibtex
from blogtools.transform.citations.entries import plain_field
from tests.conftest import WriteNotebook

TITLE = "Costs & {braces}: 5 % of <b> $x_1$ #1?"
SETTINGS = 'title = "A blog"\nbase_url = "https://b.example.org"\nauthor = "Ann Other"\n'


def page(folder: Path) -> str:
    """The page of the only post."""
    convert(find_blog(folder), (), Options())
    return (folder / "_site/a/index.html").read_text(encoding="utf-8")


def meta(html: str) -> list[tuple[str, str]]:
    """Highwire's elements."""
    return [
        (name, unescape(text)) for name, text in re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', html)
    ]


def bibtex(html: str) -> str:
    """The entry that readers can copy."""
    found = re.search(r'<details class="fold cite-this">.*?<code>(.*?)</code>', html, re.DOTALL)
    assert found
    return unescape(found[1])


def test_a_post_that_asks_for_it(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Has BibTeX, a sentence and the elements; the BibTeX can be read again."""
    (blog_folder / "blogtools.toml").write_text(SETTINGS)
    front = "---\ntitle: '" + TITLE + "'\ndate: 2026-03-04\nauthors: [Zoë Doe, R. Roe]\ncitation: true\n---"
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", front), "Text.")
    html = page(blog_folder)
    entry = read_bibtex(bibtex(html), "").entry("doe2026costs")
    assert {name: plain_field(value) for name, value in entry.fields.items()} == {
        "author": "Zoë Doe and R. Roe",
        "title": TITLE,
        "year": "2026",
        "howpublished": "A blog",
        "month": "3",
        "url": "https://b.example.org/a/",
    }
    assert (
        "<p>Zoë Doe and R. Roe. 2026. “Costs &amp; {braces}: 5 % of &lt;b&gt; $x_1$ #1?” A blog, March 4, 2026."
        " https://b.example.org/a/</p>"
    ) in html
    assert meta(html) == [
        ("citation_title", TITLE),
        *(("citation_author", "Zoë Doe"), ("citation_author", "R. Roe")),
        ("citation_publication_date", "2026/03/04"),
        ("citation_fulltext_html_url", "https://b.example.org/a/"),
        ("citation_language", "en"),
    ]


def test_what_the_metadata_says_of_it(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Quarto's mapping: an article of a journal."""
    (blog_folder / "blogtools.toml").write_text(SETTINGS)
    front = (
        "---\ntitle: Work\ndate: 2026-03-04\ncitation:\n  type: article-journal\n  container-title: J of X\n"
        "  volume: 3\n  issue: 2\n  page: 11-19\n  doi: 10.1/a_b\n  url: https://x.org/w\n---"
    )
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", front), "Text.")
    html = page(blog_folder)
    assert bibtex(html) == (
        "@article{other2026work,\n  author = {Ann Other},\n  title = {Work},\n  journal = {J of X},\n  year = {2026},\n"
        "  volume = {3},\n  number = {2},\n  pages = {11-19},\n  month = mar,\n  doi = {10.1/a_b},\n"
        "  url = {https://x.org/w},\n}"
    )
    assert meta(html)[3:] == [
        *(("citation_journal_title", "J of X"), ("citation_volume", "3"), ("citation_issue", "2")),
        *(("citation_doi", "10.1/a_b"), ("citation_firstpage", "11"), ("citation_lastpage", "19")),
        *(("citation_fulltext_html_url", "https://x.org/w"), ("citation_language", "en")),
    ]


@pytest.mark.parametrize(
    ("setting", "line", "shown"),
    [("", "", 0), ("citation = true\n", "", 1), ("citation = true\n", "citation: false\n", 0)],
)
def test_who_decides(setting: str, line: str, shown: int, blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The post, else the blog; else nobody is told."""
    (blog_folder / "blogtools.toml").write_text(SETTINGS + setting)
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", f"---\ntitle: A\n{line}---"), "Text.")
    html = page(blog_folder)
    assert ("cite-this" in html, bool(meta(html))) == (shown, shown)


def test_a_post_without_author_date_and_address(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Is cited by what it has."""
    (blog_folder / "blogtools.toml").write_text("citation = true\n")
    write_notebook(blog_folder / "notebooks/a.ipynb", "# Über\n\nText.")
    html = page(blog_folder)
    assert bibtex(html) == "@misc{a,\n  title = {Über},\n}"
    assert "<p>n.d. “Über.”</p>" in html
    assert meta(html) == [("citation_title", "Über"), ("citation_language", "en")]
