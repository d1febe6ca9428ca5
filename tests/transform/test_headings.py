"""Headings, anchors and slugs."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser

import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.errors import FrontMatterError
from blogtools.model import Cell, Heading
from blogtools.render.context import Rendering
from blogtools.render.html.markdown import render_markdown
from blogtools.render.html.markdown_state import PageMarkdown
from blogtools.transform.anchors import UniqueNames, checked_slug, github_anchor, legacy_anchor, post_slug
from blogtools.transform.headings import date_headings, diary_entries, diary_level, find_headings, first_date
from blogtools.transform.markdown.parse import parse_cells


def headings(*sources: str) -> tuple[Heading, ...]:
    """The headings of Markdown cells."""
    return find_headings(cells(*sources))


def cells(*sources: str) -> tuple[Cell, ...]:
    """Parsed Markdown cells."""
    return parse_cells(Cell(number, "markdown", source) for number, source in enumerate(sources, 1))


@pytest.mark.parametrize(
    ("text", "anchor", "legacy"),
    [
        ("8:00 AM - The Morning Grind", "800-am---the-morning-grind", "8:00-AM---The-Morning-Grind"),
        ("Über Straßen & Wege", "über-straßen--wege", "Über-Straßen-&-Wege"),
        ("日本語 の見出し", "日本語-の見出し", "日本語-の見出し"),
        ("snake_case stays", "snake_case-stays", "snake_case-stays"),
        ("🌧", "section", "🌧"),
        ("C++ / C#", "c--c", "C++-/-C#"),
    ],
)
def test_anchors_are_those_of_github_and_nbconvert(text: str, anchor: str, legacy: str) -> None:
    """Links from elsewhere keep working."""
    assert (github_anchor(text), legacy_anchor(text)) == (anchor, legacy)


def test_anchors_are_unique_and_a_legacy_one_never_takes_a_place() -> None:
    """GitHub's numbers; nbconvert's form only where it is free."""
    found = headings("# Notes\n## Notes\n## Notes 1", "### notes-1-1")
    assert [(heading.anchor, heading.legacy_anchor) for heading in found] == [
        ("notes", "Notes"),
        ("notes-1", None),
        ("notes-1-1", "Notes-1"),
        ("notes-1-1-1", None),
    ]


def test_names_are_numbered_past_those_that_are_taken() -> None:
    """Also if one is taken in between, and from whichever number they start."""
    names = UniqueNames()
    assert ["a", "a-1"] == [names.claim("a") for _ in range(2)]
    names.add("a-2")
    assert ["a-3", "a-1-1", "a-4"] == [names.claim("a"), names.claim("a-1"), names.claim("a")]
    assert ["b", "b-2", "b-3"] == [names.claim("b", first=2) for _ in range(3)]
    assert "a-2" in names
    assert "c" not in names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("a-day", "a-day"),
        (
            "the build finally passed / the secret was in the env / I kept the old box",
            "the-build-finally-passed-the-secret-was-in-the-env-i-kept-the-old-box",
        ),
        ("Ünïcode Tïtle", "unicode-title"),
        ("影師嗎", "ying-shi-ma"),
    ],
)
def test_slugs_are_made_of_names(name: str, slug: str) -> None:
    """In ASCII, as python-slugify has it."""
    assert post_slug(name) == slug


@settings(max_examples=60)
@given(st.text(st.sampled_from("abc019- _.A"), max_size=12))
def test_the_short_way_to_a_slug_is_the_long_one(name: str) -> None:
    """Names that are slugs already are not taken through python-slugify."""
    from slugify import slugify

    assert post_slug(name) == slugify(name) or not slugify(name)
    assert post_slug(name)


@pytest.mark.parametrize("slug", ["../../x", "a/b", "a\\b", "..", ".hidden", "", " ", "a b", "a\0b", "x?y", "<x>"])
def test_a_slug_that_leads_elsewhere_is_refused(slug: str) -> None:
    """No path that a notebook names can leave the blog."""
    with pytest.raises(FrontMatterError, match=r"^slug: expected letters, digits and -\._~ only, found "):
        checked_slug(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("word " * 60, "word-" * 43 + "word", id="between words"),
        pytest.param("x" * 300, "x" * 220, id="one word"),
        pytest.param("x" * 220, "x" * 220, id="just fits"),
        pytest.param("漢" * 100, "han-" * 54 + "han", id="longer in ASCII"),
    ],
)
def test_long_slugs_are_cut(name: str, slug: str) -> None:
    """So that the name of a file can be made of one."""
    assert post_slug(name) == slug


def test_a_long_slug_of_the_author_s_is_refused() -> None:
    """An address that its author chose is not changed."""
    with pytest.raises(FrontMatterError, match=r"^slug: a{40}… is longer than the 220 bytes that fit into the name of"):
        checked_slug("a" * 221)
    assert checked_slug("a" * 220) == "a" * 220


@pytest.mark.parametrize("slug", ["a", "A-b_c.d~1", "Über", "/a/", "2014"])
def test_a_slug_of_the_author_s_is_kept(slug: str) -> None:
    """To the letter."""
    assert checked_slug(slug) == slug.strip("/")


def test_a_time_belongs_to_the_nearest_date_above() -> None:
    """Else to the post's date, else to none."""
    found = headings("### 8 am", "## 2014-11-17", "### 9:00", "text", "## 2014-11-18 x", "#### 10:00–11:00 y")
    values = [heading.dated.value for heading in date_headings(found, dt.date(2014, 11, 1)) if heading.dated]
    assert values == ["2014-11-01T08:00", "2014-11-17", "2014-11-17T09:00", "2014-11-18", "2014-11-18T10:00"]
    assert [h.dated.value for h in date_headings(found[:1], None) if h.dated] == ["08:00"]
    assert first_date(found) == dt.date(2014, 11, 17)


def test_several_dates_at_one_level_make_a_diary() -> None:
    """Each entry has the text, the anchor and the date of its heading; one date alone makes none."""
    found = headings("# 2014-11-01 to come", "## 2014-11-17 - A / b", "### 9:00", "## 2014-11-18")
    assert [(entry.title, entry.anchor, entry.date) for entry in diary_entries(found, diary_level(found))] == [
        ("2014-11-17 - A / b", "2014-11-17---a--b", dt.date(2014, 11, 17)),
        ("2014-11-18", "2014-11-18", dt.date(2014, 11, 18)),
    ]
    assert diary_level(headings("## 2014-11-17", "### 2014-11-18")) == 0


class TextContent(HTMLParser):
    """The text of headings, as a browser's `textContent` has it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        if tag in ("h1", "h2", "h3"):
            self.inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def text_content(html: str) -> list[str]:
    """The texts of all headings."""
    reader = TextContent()
    reader.feed(html)
    reader.close()
    return reader.texts


WORDS = st.sampled_from(
    [
        "8:00 AM",
        "November 17, 2014",
        "2014-11-17",
        " - ",
        " / ",
        "–",
        "*a*",
        "**b**",
        "`c`",
        "[d](e)",
        "&amp;",
        "\\*",
        "x",
        "é",
        "🌧",
        ": ",
    ]
)


@settings(max_examples=200)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=6).map("".join), min_size=1, max_size=4))
def test_the_text_of_a_heading_is_the_text_on_the_page(texts: list[str]) -> None:
    """In the post, on the page, and in the Markdown parser's own HTML; whatever is marked in it."""
    source = "\n".join(f"## {text}" for text in texts)
    parsed = cells(source)
    found = date_headings(find_headings(parsed), None)
    page = PageMarkdown(Rendering("p"), link=lambda url, _: url, headings=found)
    markdown = parsed[0].markdown
    assert markdown is not None
    ours = text_content(render_markdown(page, markdown, 1))
    assert ours == text_content(pyromark.html(source))
    assert ours == [heading.text for heading in found if heading.text.strip()]
    assert len({heading.anchor for heading in found}) == len(found)
    for heading in found:
        if heading.dated:
            assert 0 <= heading.dated.start < heading.dated.end <= len(heading.text)
