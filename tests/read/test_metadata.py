"""Every form of front matter, every mistake in it."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogtools.errors import FrontMatterError
from blogtools.model import Cell, FrontMatter, Notebook
from blogtools.read.metadata import read_front_matter


def read(source: str, kind: str = "raw", **metadata: Any) -> tuple[FrontMatter, frozenset[int]]:
    """The front matter of a notebook whose first cell is `source`."""
    cells = (Cell(1, kind, source), Cell(2, "markdown", "Text."))  # type: ignore[arg-type]  # a kind of cell
    front, hidden, _ = read_front_matter(Notebook(cells, metadata), "post.ipynb")
    return front, hidden


def yaml(text: str) -> FrontMatter:
    """The front matter of a raw cell with this YAML."""
    return read(f"---\n{text}\n---")[0]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        pytest.param("---\ntitle: A title\ntags: [a, b]\n---", "raw", id="raw YAML"),
        pytest.param("\n---  \ntitle: A title\ntags:\n- a\n- b\n...\n\n", "raw", id="YAML ended by dots"),
        pytest.param("+++\ntitle = 'A title'\ntags = ['a', 'b']\n+++", "raw", id="raw TOML"),
        pytest.param('{"title": "A title", "tags": ["a", "b"]}', "raw", id="raw JSON"),
        pytest.param("---\ntitle: A title\ntags: a, b\n---\n", "markdown", id="Markdown YAML"),
        pytest.param('# "A title"\n\n- toc: true\n- tags: [a, b]', "markdown", id="fastpages"),
        pytest.param("- title: A title\n- tags: a, b", "markdown", id="pelican-jupyter"),
    ],
)
def test_each_form_of_metadata_cell_is_read_and_hidden(source: str, kind: str) -> None:
    """The same post, as each tool writes it."""
    front, hidden = read(source, kind)
    assert (front.title, front.tags, hidden) == ("A title", ("a", "b"), {1})


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        pytest.param({"blogtools": {"title": "T"}}, "T", id="ours"),
        pytest.param({"nikola": {"title": "T", "slug": "t"}}, "T", id="Nikola"),
        pytest.param({"frontmatter": {"title": "T"}}, "T", id="Hugo"),
        pytest.param({"jupytext": {"root_level_metadata": {"title": "T"}}}, "T", id="Jupytext"),
        pytest.param({"title": "T", "authors": [{"name": "A"}]}, "T", id="nbformat"),
        pytest.param({"title": 3.5}, "3.5", id="a number"),
    ],
)
def test_metadata_of_the_notebook_is_read(metadata: dict[str, Any], title: str) -> None:
    """No cell is hidden for it."""
    front, hidden = read("Text.", "markdown", **metadata)
    assert (front.title, hidden) == (title, frozenset())


@pytest.mark.parametrize("text", ["- a\n- b", "a word", "'quoted'", "a word\n---\nmore"])
def test_a_raw_cell_without_keys_is_no_metadata(text: str) -> None:
    """It stays a raw cell."""
    assert read(f"---\n{text}\n---") == (FrontMatter(), frozenset())


def test_files_beside_the_notebook_fill_gaps() -> None:
    """What the notebook says counts first."""
    notebook = Notebook((Cell(1, "raw", "---\ntitle: Inside\n---"),))
    files = {"post.nbdata": "Title: Outside\nTags: a, b\n", "post.meta": ".. title: Nikola\n.. slug: the-slug\n"}
    front, _, _ = read_front_matter(notebook, "post.ipynb", files)
    assert (front.title, front.tags, front.slug) == ("Inside", ("a", "b"), "the-slug")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("---\n\nText between rules.\n\n---", id="rules"),
        pytest.param("# Title\n\nText.\n\n- key: value", id="heading with prose"),
        pytest.param("# Title\n> A quote.", id="heading with a quote"),
        pytest.param("- item\n- key: value", id="list"),
        pytest.param("- one: 1\n- two: 2", id="list without a title"),
        pytest.param("---\n\nNote: text between rules.\n\n---", id="rules around a word with a colon"),
        pytest.param("---\nSome text.\nDate: today\n---", id="rules close to text"),
        pytest.param("---\nNote: text\n---", id="one line between rules"),
        pytest.param("---\nDate: today\n---\nText.", id="rules and text"),
        pytest.param("---\nDate: today\n---\nText.\n\n---", id="rules and text and a rule"),
        pytest.param("# Parameters\n\n- alpha: the step\n- beta: momentum", id="heading with a list"),
        pytest.param("# Study\n\n- Author: Bob\n- Dataset: iris", id="list for readers"),
    ],
)
def test_prose_is_no_metadata(source: str) -> None:
    """A cell that only looks like metadata stays."""
    assert read(source, "markdown") == (FrontMatter(), frozenset())


@pytest.mark.parametrize(
    ("written", "title"),
    [
        pytest.param("2014", "2014", id="number"),
        pytest.param("No", "No", id="word for false"),
        pytest.param("1.10", "1.10", id="decimal"),
        pytest.param("2014-11-17", "2014-11-17", id="date"),
        pytest.param("0x10", "0x10", id="hexadecimal"),
        pytest.param("a / b / c", "a / b / c", id="slashes"),
        pytest.param("Why: a story", "Why: a story", id="colon"),
        pytest.param("[draft] x", "[draft] x", id="bracket and text"),
        pytest.param("@home & 50%", "@home & 50%", id="at sign"),
        pytest.param('"Quoted" and more', '"Quoted" and more', id="quotes and more"),
        pytest.param("'it''s'", "it's", id="quoted"),
        pytest.param("Issue #5", "Issue #5", id="number sign"),
        pytest.param("x # a comment", "x", id="comment"),
        pytest.param("*bold* words", "*bold* words", id="asterisks"),
        pytest.param("&amp more", "&amp more", id="ampersand"),
        pytest.param("- dash", "- dash", id="dash"),
        pytest.param("Why:", "Why:", id="colon at the end"),
        pytest.param("[a] and [b]", "[a] and [b]", id="brackets twice"),
        pytest.param("['tis] the season", "['tis] the season", id="an apostrophe in brackets"),
        pytest.param("a\n  b", "a b", id="two lines"),
        pytest.param("|\n  a\n  b", "a b", id="block"),
        pytest.param("&t Anchor\nseries: *t", "Anchor", id="anchor that is used"),
        pytest.param("~", None, id="null"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_title_is_the_text_that_was_written(written: str, title: str | None) -> None:
    """YAML's ideas about types have no say in it."""
    assert yaml(f"title: {written}").title == title


@settings(max_examples=100)
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"), min_size=1
    )
)
def test_any_quoted_title_comes_back_to_the_letter(title: str) -> None:
    """Single quotes keep everything."""
    assert yaml("title: '" + title.replace("'", "''") + "'").title == title


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        pytest.param('["]"]', ("]",), id="a closing bracket"),
        pytest.param("['[', a] # why", ("[", "a"), id="an opening bracket"),
        pytest.param('["a \\" ]", b]', ('a " ]', "b"), id="a quotation mark and a bracket"),
        pytest.param("[O'Hara, 'it''s ]']", ("O'Hara", "it's ]"), id="an apostrophe"),
        pytest.param('[{name: "]"}]', ("]",), id="a mapping"),
    ],
)
def test_quoted_brackets_close_no_list(written: str, authors: tuple[str, ...]) -> None:
    """A list in brackets is one to us where it is one to YAML."""
    assert yaml(f"author: {written}").authors == authors


UTC = dt.UTC


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        pytest.param("2014-11-17", dt.date(2014, 11, 17), id="date"),
        pytest.param("2014-1-7", dt.date(2014, 1, 7), id="short date"),
        pytest.param("2014/11/17", dt.date(2014, 11, 17), id="slashes"),
        pytest.param("November 17, 2014", dt.date(2014, 11, 17), id="English"),
        pytest.param("17 Nov 2014", dt.date(2014, 11, 17), id="British"),
        pytest.param("2014-11-17 08:00", dt.datetime(2014, 11, 17, 8), id="time"),  # noqa: DTZ001 - the zone is the blog's
        pytest.param("2014-11-17 8:00 PM", dt.datetime(2014, 11, 17, 20), id="evening"),  # noqa: DTZ001 - likewise
        pytest.param("November 17, 2014 at 8:00 AM", dt.datetime(2014, 11, 17, 8), id="spoken"),  # noqa: DTZ001 - likewise
        pytest.param("{created: 2014-11-17, updated: 2014-12-01}", dt.date(2014, 11, 17), id="Material for MkDocs"),
        pytest.param("1786684083.75", dt.datetime(2026, 8, 14, 5, 8, 3, tzinfo=UTC), id="seconds"),
        pytest.param("'1786684083'", dt.datetime(2026, 8, 14, 5, 8, 3, tzinfo=UTC), id="seconds as text"),
        pytest.param("1786684083750", dt.datetime(2026, 8, 14, 5, 8, 3, tzinfo=UTC), id="milliseconds"),
        pytest.param("2014-11-17T08:00:30Z", dt.datetime(2014, 11, 17, 8, 0, 30, tzinfo=UTC), id="UTC"),
        pytest.param(
            "2014-11-17 08:00:00 UTC+01:00",
            dt.datetime(2014, 11, 17, 8, tzinfo=dt.timezone(dt.timedelta(hours=1))),
            id="Nikola",
        ),
        pytest.param(
            "2014-11-17T08:00-05:30",
            dt.datetime(2014, 11, 17, 8, tzinfo=dt.timezone(dt.timedelta(hours=-5, minutes=-30))),
            id="west",
        ),
    ],
)
def test_dates_of_all_kinds_are_read(written: str, moment: dt.date) -> None:
    """With and without times and zones."""
    assert yaml(f"date: {written}").date == moment


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        pytest.param("summary: x", "description", "x", id="summary"),
        pytest.param("published: false", "draft", True, id="published false"),
        pytest.param("published: 2014-11-17", "date", dt.date(2014, 11, 17), id="published date"),
        pytest.param("status: draft", "draft", True, id="status"),
        pytest.param("pubDate: 2014-11-17", "date", dt.date(2014, 11, 17), id="pubDate"),
        pytest.param("date-modified: 2014-11-17", "updated", dt.date(2014, 11, 17), id="date-modified"),
        pytest.param("category: one", "categories", ("one",), id="category"),
        pytest.param("authors:\n- name: A B\n- name: {given: C, family: D}", "authors", ("A B", "C D"), id="people"),
        pytest.param("author: \"<a href='x'>A</a>\"", "authors", ("A",), id="linked author"),
        pytest.param("redirect_from: /old/", "aliases", ("/old/",), id="redirect_from"),
        pytest.param("permalink: /2014/some-post/", "slug", "some-post", id="permalink"),
        pytest.param("permalink: /blog/:title", "slug", None, id="permalink to be filled in"),
        pytest.param("permalink: /a/some post/", "slug", None, id="permalink that is no slug"),
        pytest.param("url: https://example.com/", "slug", None, id="address of a site"),
        pytest.param("url: https://example.com/a/b/index.html?x#y", "slug", "b", id="address of a page"),
        pytest.param("hide: true", "draft", True, id="fastpages hide"),
        pytest.param("hide:\n- toc", "toc", False, id="Material hide"),
        pytest.param("series: [One]", "series", "One", id="Hugo series"),
        pytest.param("image: {path: a.png}", "image", "a.png", id="Jekyll image"),
        pytest.param("banner: true", "image", None, id="banner switch"),
        pytest.param("dateModified: 2014-11-17", "updated", dt.date(2014, 11, 17), id="dateModified"),
        pytest.param("authors: A B, C", "authors", ("A B", "C"), id="Pelican authors"),
        pytest.param("author: B, Jr.", "authors", ("B, Jr.",), id="one author"),
        pytest.param("cover_image: a.png", "image", "a.png", id="cover_image"),
        pytest.param("toc: {depth: 2}", "toc", True, id="toc with settings"),
        pytest.param("LANG: fr", "language", "fr", id="upper case"),
    ],
)
def test_each_tool_s_names_are_known(text: str, field: str, value: object) -> None:
    """Aliases stand in one table."""
    assert getattr(yaml(text), field) == value


def test_a_list_says_which_of_its_keys_nobody_knows() -> None:
    """They are no longer on the page."""
    cells = (Cell(1, "markdown", "# T\n- toc: true\n- dataset: iris"),)
    front, _, findings = read_front_matter(Notebook(cells), "post.ipynb")
    assert front.extra == {"dataset": "iris"}
    assert [str(finding) for finding in findings] == [
        "post.ipynb, cell 1, line 3: dataset: is treated as metadata for another tool, and not shown"
        " (if readers should see it, put it in a cell of its own)"
    ]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        pytest.param('# "A: title"', "A: title", id="quotes"),
        pytest.param('# "A" and "B"', '"A" and "B"', id="quotes inside"),
        pytest.param("# Learning C#", "Learning C#", id="number sign"),
        pytest.param("# Title ##", "Title", id="closed"),
    ],
)
def test_a_title_in_a_heading_is_the_text_that_was_written(heading: str, title: str) -> None:
    """fastpages' quotes and Markdown's closing signs are no part of it."""
    assert read(f"{heading}\n- toc: true", "markdown")[0].title == title


def test_unknown_keys_are_kept_with_their_types() -> None:
    """Templates get them."""
    assert yaml("layout: post\nweight: 3\nflags: {a: true, b: [1.5, x]}").extra == {
        "layout": "post",
        "weight": 3,
        "flags": {"a": True, "b": [1.5, "x"]},
    }


def bomb() -> str:
    """Aliases that would be ten thousand million words."""
    lines = ["a0: &a0 x", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 11))]
    return "\n".join(lines)


FOLLOWED = "text follows the metadata block (put the metadata in a cell of its own)"
QUOTES = "(put text with special characters in quotes)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "title: x\ndate: yesterday",
            'line 3: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "yesterday"',
            id="date",
        ),
        pytest.param(
            "date: 2014-02-30",
            'line 2: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "2014-02-30"',
            id="no such day",
        ),
        pytest.param(
            "title: [x]",
            "line 2: title: expected text (in quotes, if it begins with a bracket), found a list",
            id="list",
        ),
        pytest.param(
            "draft: maybe\ntoc: perhaps",
            'line 2: draft: expected true or false, found "maybe"; toc: expected true or false, found "perhaps"',
            id="two mistakes",
        ),
        pytest.param("a: [", f"line 2: is not valid YAML: did not find expected node content {QUOTES}", id="no YAML"),
        pytest.param(
            "x: !!python/object:os.system ls",
            f"line 2: the tag !!python/object:os.system is not allowed {QUOTES}",
            id="tag",
        ),
        pytest.param(bomb(), "line 7: is too large to be metadata", id="bomb"),
        pytest.param("a: " + "[" * 500, f"line 2: is nested too deeply {QUOTES}", id="deep"),
        pytest.param("a: *b", f"line 2: there is no anchor &b before this {QUOTES}", id="alias of nothing"),
        pytest.param("a: 1\n\tb: 2", "line 3: begins with a tab (indent with spaces)", id="tab"),
        pytest.param("a: 1\n---\nb: 2", "line 4: " + FOLLOWED, id="two blocks"),
        pytest.param(
            'date: "a\\nb\\e[0m"',
            'line 2: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "a b\ufffd[0m"',
            id="control characters",
        ),
        pytest.param(
            "date: 20141",
            'line 2: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "20141"',
            id="a number that is no time",
        ),
        pytest.param(
            "date: [x]",
            "line 2: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found a list",
            id="list of dates",
        ),
        pytest.param("? [a]\n: b", f"line 2: a key must be text {QUOTES}", id="odd key"),
    ],
)
def test_each_mistake_is_one_clear_line(text: str, message: str) -> None:
    """File, cell, line, key, what was expected, what stands there."""
    with pytest.raises(FrontMatterError) as caught:
        yaml(text)
    assert str(caught.value) == f"post.ipynb, cell 1, {message}"


OPEN = "post.ipynb, cell 1: the metadata block is not closed"


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        pytest.param("---\ntitle: x", "raw", f"{OPEN} (end it with a line ---)", id="raw, open"),
        pytest.param("+++\ntitle = 1", "raw", f"{OPEN} (end it with a line +++)", id="TOML, open"),
        pytest.param("---\ntitle: x", "markdown", f"{OPEN} (end it with a line ---)", id="Markdown, open"),
        pytest.param("---\ntitle: x\n---\nText", "raw", f"post.ipynb, cell 1, line 4: {FOLLOWED}", id="raw, text"),
        pytest.param(
            "---\ntitle: x\n---\nText", "markdown", f"post.ipynb, cell 1, line 4: {FOLLOWED}", id="Markdown, text"
        ),
        pytest.param(
            "+++\na = 1\nb = x\n+++",
            "raw",
            "post.ipynb, cell 1, line 3: is not valid TOML: Invalid value (put text in quotes)",
            id="TOML",
        ),
        pytest.param(
            '{\n"title": x}',
            "raw",
            "post.ipynb, cell 1, line 2: is not valid JSON: Expecting value (fix this line)",
            id="JSON",
        ),
    ],
)
def test_a_block_that_cannot_be_read_is_one_clear_line(source: str, kind: str, message: str) -> None:
    """It would be shown to readers otherwise."""
    with pytest.raises(FrontMatterError) as caught:
        read(source, kind)
    assert str(caught.value) == message


def test_metadata_of_other_tools_in_the_notebook_is_no_reason_to_fail() -> None:
    """nbformat's `date` may be any text; but what is written for us must be right."""
    _, _, findings = read_front_matter(Notebook((), {"date": "Fall 2020"}), "post.ipynb")
    assert [str(finding) for finding in findings] == [
        'post.ipynb: metadata.date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "Fall 2020"; left out'
    ]
    with pytest.raises(FrontMatterError, match=r"^post.ipynb: metadata.blogtools.date: expected a date"):
        read_front_matter(Notebook((), {"blogtools": {"date": "Fall 2020"}}), "post.ipynb")


def test_metadata_may_stand_after_what_tools_write_first() -> None:
    """A directive of nbdev before any form; a title before a raw cell; no text before a list."""
    listed = Cell(2, "markdown", "# T\n- author: A")
    raw = Cell(2, "raw", "---\nauthor: A\n---")
    for first, second, hidden in (
        (Cell(1, "code", "#| default_exp core"), listed, {2}),
        (Cell(1, "markdown", "# T"), raw, {2}),
        (Cell(1, "code", "import x"), listed, set()),
        (Cell(1, "markdown", "Text."), Cell(2, "raw", "---\nexample: of YAML\n---"), set()),
    ):
        front, cells, _ = read_front_matter(Notebook((first, second)), "post.ipynb")
        assert (hidden, ("A",) if hidden else ()) == (cells, front.authors)


@pytest.mark.parametrize(
    "text", ["published: true\ndraft: true", "draft: true\npublished: true", "draft: false\nstatus: draft"]
)
def test_what_any_key_calls_a_draft_is_one(text: str) -> None:
    """Nothing is published that may not be meant to be."""
    assert yaml(text).draft


def test_the_first_form_decides_whether_it_is_a_draft() -> None:
    """`draft: false` in the cell is an answer, no gap."""
    assert not read("---\ndraft: false\n---", "raw", nikola={"status": "draft"})[0].draft


def test_of_two_keys_for_one_field_the_more_telling_counts_and_none_is_lost() -> None:
    """In whatever order they stand."""
    front = yaml("subtitle: S\ndescription: D\npermalink: /a/b/\nslug: c")
    assert (front.description, front.slug) == ("D", "c")
    assert {"subtitle": "S", "permalink": "/a/b/"} == front.extra


def test_metadata_of_folders_fills_what_is_left() -> None:
    """Quarto's `_metadata.yml`: the nearest folder counts, after all that the notebook and the files beside it say."""
    notebook = Notebook((Cell(1, "raw", "---\ndraft: false\nb: 3\n---"),), metadata={"title": "Of the notebook"})
    files = {
        "a/_metadata.yml": "title: Of the folder\nauthor: A\n",
        "_metadata.yml": "---\ndraft: true\nauthor: B\na: 1\nb: 2\n---\n",
        "a/post.nbdata": "Tags: x\n",
    }
    front, _, _ = read_front_matter(notebook, "a/post.ipynb", files)
    assert FrontMatter(title="Of the notebook", authors=("A",), tags=("x",), extra={"a": 1, "b": 3}) == front


def test_an_error_in_the_metadata_of_a_folder_names_that_file() -> None:
    """With the line and the key."""
    with pytest.raises(FrontMatterError) as caught:
        read_front_matter(Notebook(()), "a/post.ipynb", {"a/_metadata.yml": "author: A\ntoc: perhaps\n"})
    assert str(caught.value) == 'a/_metadata.yml, line 2: toc: expected true or false, found "perhaps"'


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["Windows", "old Mac"])
@pytest.mark.parametrize(
    ("source", "kind"), [("---\ntitle: T\n---\n", "raw"), ("# T\n- toc: true\n", "markdown")], ids=["YAML", "list"]
)
def test_any_line_ends_will_do(source: str, kind: str, end: str) -> None:
    """Editors write them into cells."""
    assert read(source.replace("\n", end), kind)[0].title == "T"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("---\na: b\n---" + " " * 200_000 + "x", id="spaces after a block"),
        pytest.param("# x" + " " * 200_000 + "y\n- toc: true", id="spaces in a title"),
        pytest.param("---\ntitle: x" + " " * 200_000 + "y\n---", id="spaces in YAML"),
        pytest.param("---\ntitle: " + "[" * 200_000 + "\n---", id="brackets"),
        pytest.param("---\n" + "a: b\n---\n" * 10_000, id="many blocks"),
        pytest.param("{" + ",".join(f'"key{n}": {n}' for n in range(20_000)) + ', "title": 1}', id="many keys"),
    ],
)
@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_long_cells_are_read_or_refused(source: str, kind: str) -> None:
    """Nothing else happens; a search that grew with the square of the length would take minutes."""
    with contextlib.suppress(FrontMatterError):
        read(source, kind)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        pytest.param("titel: x", "post.ipynb, cell 1, line 2: unknown key titel (did you mean `title`?)", id="slip"),
        pytest.param(
            "title: Why: x",
            "post.ipynb, cell 1, line 2: title: is read as written, although it is not the same in YAML"
            " (put it in quotes, so that other tools can read it too)",
            id="title without quotes",
        ),
        pytest.param(
            "title: x # y",
            "post.ipynb, cell 1, line 2: title: the text after # is a comment in YAML, and is ignored"
            " (if it is not a comment, put the text in quotes)",
            id="comment after a title",
        ),
        pytest.param(
            "slug: a\nslug: b",
            "post.ipynb, cell 1, line 3: slug is set twice; the second value is used (remove one of them)",
            id="twice",
        ),
        pytest.param(
            "date: today",
            'post.ipynb, cell 1, line 2: date: "today" depends on the day of the build, and was left out'
            " (write the date itself)",
            id="today",
        ),
    ],
)
def test_what_may_be_a_slip_is_told(text: str, finding: str) -> None:
    """The post is published all the same."""
    _, _, findings = read_front_matter(Notebook((Cell(1, "raw", f"---\n{text}\n---"),)), "post.ipynb")
    assert [str(item) for item in findings] == [finding]


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@ \n#,?~"), max_size=40), st.sampled_from(["raw", "markdown"]))
def test_no_text_is_more_than_an_error_of_front_matter(text: str, kind: str) -> None:
    """Whatever stands between the dashes."""
    try:
        read(f"---\nkey: {text}\n---", kind)
    except FrontMatterError as error:
        assert error.where.cell == 1
