"""One field is changed, and nothing else: in every form of metadata, by cases and by properties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blogtools.edit.change import Change, NewCell
from blogtools.edit.fields import FIELD_NAMES
from blogtools.edit.front_matter import read_form, set_fields
from blogtools.errors import FrontMatterError
from blogtools.model import Cell, CellKind, FrontMatter, Notebook
from blogtools.read.fields import FIELDS
from blogtools.read.metadata import read_front_matter


def notebook(source: str = "Text.", kind: CellKind = "raw", metadata: dict[str, Any] | None = None) -> Notebook:
    """A notebook whose first cell is `source`."""
    return Notebook((Cell(1, kind, source), Cell(2, "markdown", "Text.")), metadata or {})


def changed(source: str, kind: CellKind = "raw", **changes: Any) -> str:
    """The first cell after changes of fields."""
    change = set_fields(notebook(source, kind), "post.ipynb", {}, changes)
    assert (change.first, change.metadata) == (None, None)
    return next((cell.source or "" for cell in change.cells), source)


def read(source: str, kind: CellKind = "raw") -> FrontMatter:
    """What the reader makes of a first cell."""
    return read_front_matter(notebook(source, kind), "post.ipynb")[0]


YAML_CASES = [
    pytest.param("title: A # why", {"title": "B"}, "title: B # why", id="comment"),
    pytest.param("title: 'A'", {"title": "It's"}, "title: 'It''s'", id="author's quotes"),
    pytest.param('title: "A"', {"title": "B"}, 'title: "B"', id="quotes stay"),
    pytest.param("title: A", {"title": "B: b"}, 'title: "B: b"', id="colon"),
    pytest.param("title: A", {"title": "@b"}, 'title: "@b"', id="at"),
    pytest.param("title: A", {"title": "a #b"}, 'title: "a #b"', id="number sign"),
    pytest.param("title: A", {"title": "a#b - c, [d]"}, "title: a#b - c, [d]", id="signs that need no quotes"),
    pytest.param("title: A", {"title": "1.10"}, 'title: "1.10"', id="a number"),
    pytest.param("title: A", {"title": "yes"}, 'title: "yes"', id="a word for truth"),
    pytest.param("title: A", {"title": "2014-11-17"}, 'title: "2014-11-17"', id="a title like a date"),
    pytest.param("title: A", {"title": 'say "x": \\'}, "title: 'say \"x\": \\'", id="the other quotes"),
    pytest.param("title: Why: a story", {"title": "B"}, "title: B", id="a title that YAML refuses"),
    pytest.param("title:", {"title": "B"}, "title: B", id="an empty key"),
    pytest.param("tags: []", {"tags": ["a"]}, "tags: [a]", id="an empty list"),
    pytest.param("date: 2014-11-17", {"date": "2014-11-18 08:00"}, "date: 2014-11-18 08:00", id="date"),
    pytest.param("publish-date: 2014-11-17", {"date": "2014-11-18"}, "publish-date: 2014-11-18", id="alias of date"),
    pytest.param("date:\n  created: 2014-11-17", {"date": "2014-11-18"}, "date:\n  created: 2014-11-18", id="created"),
    pytest.param("published: false", {"draft": False}, "published: true", id="published"),
    pytest.param("published: 2014-11-17", {"date": "2014-11-18"}, "published: 2014-11-18", id="published on"),
    pytest.param("toc: true", {"toc": False, "language": "en"}, "toc: false\nlanguage: en", id="contents, language"),
    pytest.param("published: No", {"draft": False}, "published: Yes", id="author's word for truth"),
    pytest.param("status: draft", {"draft": False}, "status: published", id="status"),
    pytest.param("draft: true\nhide: true", {"draft": False}, "draft: false\nhide: false", id="two that hide"),
    pytest.param("permalink: /a/b.html", {"slug": "c"}, "permalink: /a/c.html", id="permalink"),
    pytest.param("tags: [a, 'b' ,  c]", {"tags": ["a", "c", "d"]}, "tags: [a, c, d]", id="flow list"),
    pytest.param("tags: ['a', 'b']", {"tags": ["a", "c"]}, "tags: ['a', 'c']", id="quotes of a list"),
    pytest.param("tags: a, b", {"tags": ["b", "c"]}, "tags: b, c", id="tags as text"),
    pytest.param("tags: a, b", {"tags": ["b, c"]}, 'tags: ["b, c"]', id="text that cannot be one"),
    pytest.param(
        "tags:\n  - a # x\n  # of b\n  - b\n",
        {"tags": ["b", "c"]},
        "tags:\n  # of b\n  - b\n  - c\n",
        id="list of lines",
    ),
    pytest.param("tags:\n- a\n- b", {"tags": ["a", "x", "b"]}, "tags:\n- a\n- x\n- b", id="into a list of lines"),
    pytest.param("author: A", {"authors": ["A", "B"]}, "author: [A, B]", id="one author more"),
    pytest.param(
        "author:\n  - name: A\n    url: a\n  - name: B",
        {"authors": ["A", "C", "D"]},
        "author:\n  - name: A\n    url: a\n  - name: C\n  - name: D",
        id="authors who are mappings",
    ),
    pytest.param("image: {path: a.png, alt: x}", {"image": "b.png"}, "image: {path: b.png, alt: x}", id="image"),
    pytest.param(
        "description: >-\n  a\n  b\n\ntitle: x",
        {"description": "c"},
        "description: >-\n  c\n\ntitle: x",
        id="folded text",
    ),
    pytest.param(
        "description: a", {"description": "b\n\nc"}, "description: |-\n  b\n\n  c", id="a text of several lines"
    ),
    pytest.param(
        "title: x\ntags: [a]\nlayout: y",
        {"date": "2014-11-17", "draft": True, "categories": ["c"]},
        "title: x\ndate: 2014-11-17\ntags: [a]\ncategories: [c]\ndraft: true\nlayout: y",
        id="new fields beside their neighbors",
    ),
    pytest.param("tags: []", {"title": "T"}, "title: T\ntags: []", id="before an empty list"),
    pytest.param("{}", {"title": "T"}, "{title: T}", id="empty braces"),
    pytest.param("tags: [a]", {"title": "T"}, "title: T\ntags: [a]", id="a title before all"),
    pytest.param("tags:\n  - a", {"categories": ["b"]}, "tags:\n  - a\ncategories:\n  - b", id="a list like the other"),
    pytest.param("{title: a, tags: [b]}", {"title": "c", "draft": True}, "{title: c, tags: [b], draft: true}", id="{}"),
    pytest.param(
        "# c\ntitle: a # d\ntags:\n  - x\n# e\nlayout: y",
        {"title": None, "tags": []},
        "# c\n# e\nlayout: y",
        id="removed",
    ),
]


@pytest.mark.parametrize(("before", "changes", "after"), YAML_CASES)
def test_yaml(before: str, changes: dict[str, Any], after: str) -> None:
    """Comments, quotes, lists and names stay as their author wrote them, in both kinds of cell."""
    assert changed(f"---\n{before}\n---", **changes) == f"---\n{after}\n---"


@pytest.mark.parametrize(
    ("source", "kind", "changes", "expected"),
    [
        pytest.param(
            "+++\ntitle = 'A' # t\ndate = 2014-11-17\ntags = [\n  'a', # x\n  'b',\n]\n[params]\nx = 1\n+++",
            "raw",
            {"title": "It's", "date": "2014-11-18", "tags": ["a", "c"], "draft": True},
            "+++\ntitle = \"It's\" # t\ndate = 2014-11-18\ntags = [\n  'a', # x\n  'c',\n]\ndraft = true\n"
            "[params]\nx = 1\n+++",
            id="TOML",
        ),
        pytest.param(
            '{\n  "title": "A",\n  "tags": ["a", "b"],\n  "x": {"y": 1.0}\n}\n',
            "raw",
            {"title": 'é "B"', "tags": ["b"], "draft": True},
            '{\n  "title": "é \\"B\\"",\n  "tags": ["b"],\n  "draft": true,\n  "x": {"y": 1.0}\n}\n',
            id="JSON",
        ),
        pytest.param(
            '# "A"\n> sum\n> mary\n\n- toc:  true\n- categories: [a, b]',
            "markdown",
            {"title": "B: c", "description": "new", "categories": ["b", "c"], "image": "a.png"},
            '# "B: c"\n> new\n\n- toc:  true\n- categories: [b, c]\n- image: a.png',
            id="fastpages",
        ),
        pytest.param(
            "# A\n\n- toc: true", "markdown", {"description": "x"}, "# A\n> x\n\n- toc: true", id="fastpages, summary"
        ),
        pytest.param(
            "- title: A\n- tags: a, b\n- x: y",
            "markdown",
            {"title": "B: c", "tags": ["b"], "slug": "s"},
            "- title: B: c\n- tags: b\n- slug: s\n- x: y",
            id="pelican-jupyter",
        ),
        pytest.param(
            "---\ntitle: A\n---\n", "markdown", {"title": "B"}, "---\ntitle: B\n---\n", id="YAML in a Markdown cell"
        ),
        pytest.param(
            "\ufeff---\r\ntitle: A\r\nx: y\r\n---\r\n",
            "raw",
            {"title": "B", "tags": ["a"]},
            "\ufeff---\r\ntitle: B\r\ntags: [a]\r\nx: y\r\n---\r\n",
            id="line ends",
        ),
    ],
)
def test_other_forms(source: str, kind: CellKind, changes: dict[str, Any], expected: str) -> None:
    """Each form is written as its authors write it."""
    assert changed(source, kind, **changes) == expected


def test_metadata_of_the_notebook() -> None:
    """It is changed where it says something; what it does not say comes into a cell."""
    metadata = {
        "nikola": {"title": "A", "tags": "a, b", "x": 1},
        "authors": [{"name": "A", "orcid": "1"}],
        "kernelspec": {"name": "python3"},
    }
    changes = {"title": "B", "tags": ["b"], "authors": ["A", "B"], "slug": "s"}
    change = set_fields(notebook("Text.", "markdown", metadata), "post.ipynb", {}, changes)
    expected = {
        "nikola": {"title": "B", "tags": "b", "x": 1},
        "authors": [{"name": "A", "orcid": "1"}, {"name": "B"}],
        "kernelspec": {"name": "python3"},
    }
    assert Change((), NewCell("raw", "---\nslug: s\n---"), expected) == change


def test_a_new_first_cell() -> None:
    """A notebook without metadata gets a cell for it, and so does one whose metadata is in a file."""
    change = set_fields(notebook(), "post.ipynb", {"post.nbdata": "Title: A"}, {"title": "B", "tags": ["a"]})
    assert Change(first=NewCell("raw", "---\ntitle: B\ntags: [a]\n---")) == change


def test_the_form() -> None:
    """It tells values as JSON, and where they are said."""
    source = "---\npublish-date: Nov 17, 2014\ntags: a, b\npublished: false\n---"
    metadata = {"nikola": {"title": "T", "slug": "s"}}
    form = read_form(notebook(source, "raw", metadata), "post.ipynb", {"post.nbdata": "Author: A"})
    said = {name: form.fields[name] for name in form.places}
    assert said == {
        "title": "T",
        "date": "Nov 17, 2014",
        "tags": ["a", "b"],
        "authors": ["A"],
        "slug": "s",
        "draft": True,
    }
    assert form.places == {
        "title": "metadata.nikola.title",
        "date": "cell 1",
        "tags": "cell 1",
        "authors": "post.nbdata",
        "slug": "metadata.nikola.slug",
        "draft": "cell 1",
    }
    assert (form.cell, list(form.fields)) == (1, list(FIELD_NAMES))
    assert msgspec.json.decode(msgspec.json.encode(form.fields)) == form.fields


@pytest.mark.parametrize(
    ("source", "files", "changes", "message"),
    [
        pytest.param(
            "---\ntitle: [A\n---",
            {},
            {"title": "B"},
            "post.ipynb, cell 1, line 2: is not valid YAML: did not find expected ',' or ']' "
            "(put text with special characters in quotes)",
            id="broken YAML",
        ),
        pytest.param(
            "Text.",
            {"post.nbdata": "Title: A"},
            {"title": None},
            "post.ipynb: title: is set in post.nbdata, not in the notebook (change it there)",
            id="said in a file",
        ),
        pytest.param(
            '{"title": "A"}',
            {},
            {"title": None},
            "post.ipynb: title: cannot be removed from cell 1: it marks the cell as metadata (change it by hand)",
            id="the last key that tells",
        ),
        pytest.param(
            "---\ntitle: &a A\nx: *a\n---",
            {},
            {"title": "B"},
            "post.ipynb: title: cannot be changed in cell 1: something else would change too (change it by hand)",
            id="an anchor that is used",
        ),
        pytest.param(
            "Text.",
            {},
            {"date": "one day"},
            'post.ipynb: date: expected a date such as 2014-11-17 or 2014-11-17 08:00, found "one day"',
            id="no date",
        ),
        pytest.param(
            "Text.",
            {},
            {"date": "today"},
            'post.ipynb: date: "today" depends on the day of the build (write the date itself)',
            id="today",
        ),
        pytest.param(
            "Text.",
            {},
            {"tag": "x"},
            f'post.ipynb: there is no field "tag" (there are {", ".join(FIELD_NAMES)})',
            id="no field",
        ),
    ],
)
def test_what_cannot_be_done_is_told(
    source: str, files: Mapping[str, str], changes: dict[str, Any], message: str
) -> None:
    """Nothing is changed, and the author knows where to look."""
    with pytest.raises(FrontMatterError) as caught:
        set_fields(notebook(source), "post.ipynb", files, changes)
    assert message == str(caught.value)


def test_a_value_falls_back_to_what_a_folder_says() -> None:
    """Once the notebook does not say it any more."""
    files = {"_metadata.yml": "author: F"}
    change = set_fields(notebook("---\nauthor: A\nx: y\n---"), "post.ipynb", files, {"authors": []})
    assert ["---\nx: y\n---"] == [cell.source for cell in change.cells]


# Properties -----------------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("abZ019 é中😀'\"\\:#-[]{},&*!|>%@`?=~.\u00a0"), min_size=1, max_size=12)
TEXTS = st.one_of(
    WORDS, st.sampled_from(["null", "Yes", "1e3", "0o7", "1:30", "- a", "---", "a\nb", "a\tb", "\x85", "n"])
)
LISTS = st.lists(TEXTS, min_size=1, max_size=4)
PLAIN = st.text(st.sampled_from("abcé中 "), min_size=1, max_size=10).map(str.strip).filter(bool)
NAMES = {
    # Keys that say a field in words of their own have cases above.
    field.name: tuple(name for key in field.keys if key.write is None for name in key.names)
    for field in FIELDS
} | {"draft": ("draft", "published")}
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)).map(str)
KINDS = {field.name: field.kind for field in FIELDS}


def values(field: str) -> st.SearchStrategy[Any]:
    """Any value of a field."""
    if KINDS[field] == "date":
        return DAYS
    if KINDS[field] == "flag":
        return st.booleans()
    if field == "slug":
        return st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
    return LISTS if KINDS[field] in ("names", "lines") else TEXTS


@st.composite
def entries(draw: st.DrawFn, field: str) -> str:
    """The lines of one field as some author writes them."""
    name = draw(st.sampled_from(NAMES[field]))
    comment = draw(st.sampled_from(["", "", "  # why"]))
    gap = draw(st.sampled_from([" ", "   "]))
    if KINDS[field] in ("names", "lines"):
        items = draw(st.lists(PLAIN, min_size=1, max_size=3))
        form = draw(st.sampled_from(["flow", "lines", "quoted"]))
        if form == "lines":
            indent = draw(st.sampled_from(["", "  "]))
            return "\n".join([f"{name}:{comment}", *(f"{indent}- {item}{comment}" for item in items)])
        sign = "'" if form == "quoted" else ""
        return f"{name}:{gap}[{', '.join(sign + item + sign for item in items)}]{comment}"
    if KINDS[field] == "date":
        return f"{name}:{gap}{draw(DAYS)}{comment}"
    if KINDS[field] == "flag":
        return f"{name}:{gap}{draw(st.sampled_from(['true', 'false', 'yes', 'False']))}{comment}"
    text = draw(PLAIN)
    if field == "description" and draw(st.booleans()):
        return f"{name}: {draw(st.sampled_from(['|', '>-']))}\n  {text}\n  more"
    if field == "slug":
        return f"{name}:{gap}slug{comment}"
    if field == "html":
        return f"{name}:{gap}sanitize{comment}"
    sign = draw(st.sampled_from(["", "'", '"']))
    return f"{name}:{gap}{sign}{text}{sign}{comment}"


@st.composite
def cells(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A metadata cell, and the lines of each field in it."""
    fields = draw(st.lists(st.sampled_from(FIELD_NAMES), unique=True, max_size=6))
    lines = {field: draw(entries(field)) for field in fields}
    others = st.sampled_from(["", "# a comment", "layout: post", "x:\n  y: [1, 2]\n  z: 'q'  # r", "Σ: 1.0"])
    parts: list[str] = []
    for field in fields:
        parts += [*({draw(others): 1} if draw(st.booleans()) else ()), lines[field]]
    seen: set[str] = set()
    parts = [part for part in parts if ":" not in part or not (part in seen or seen.add(part))]
    return "\n".join(["---", *parts, draw(st.sampled_from(["---", "...", "---\n\n"]))]), lines


def test_several_lines_in_place_of_a_value_with_a_comment() -> None:
    """They are quoted: in a block, the comment would become a part of the text."""
    source = "---\ndescription: a  # why\ndate: 2000-01-01\n---"
    assert changed(source, description="a\nb") == '---\ndescription: "a\\nb"  # why\ndate: 2000-01-01\n---'


@settings(max_examples=300)
@given(cells(), st.data())
def test_one_field_changes_and_nothing_else(cell: tuple[str, dict[str, str]], data: st.DataObject) -> None:
    """The lines of all else stay byte for byte; the value reads back, for us as for PyYAML; twice is as once."""
    source, lines = cell
    field = data.draw(st.sampled_from(FIELD_NAMES))
    value = data.draw(values(field))
    before = read(source)
    try:
        after = changed(source, **{field: value})
    except FrontMatterError as error:
        # Of a text in which nothing stands that the reader keeps, nothing is made; and slugs have to be addresses.
        assert "cannot be" not in error.message
        return
    _same_elsewhere(source, after, lines.get(field))
    front = read(after)
    assert _without(before, field) == _without(front, field)
    assert changed(after, **{field: value}) == after
    form = read_form(notebook(after), "post.ipynb")
    assert changed(after, **{field: form.fields[field]}) == after
    inside = "\n".join(after.rstrip().split("\n")[1:-1])
    said = yaml.safe_load(inside) or {}
    if field in ("title", "series", "image"):
        name = next((name for name in NAMES[field] if name in said), None)
        expected = getattr(front, field)
        assert name is None or (said[name] or "").split() == (expected or "").split()


def _same_elsewhere(source: str, after: str, lines: str | None) -> None:
    """Whether one text comes from the other by lines that go and lines that come in one place."""
    old, new = source.split("\n"), after.split("\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    stop = 0
    while stop < min(len(old), len(new)) - start and old[-1 - stop] == new[-1 - stop]:
        stop += 1
    gone = old[start : len(old) - stop]
    assert not gone or (lines is not None and set(gone) <= set(lines.split("\n")))


def _without(front: FrontMatter, field: str) -> dict[str, Any]:
    known = {name for names in NAMES.values() for name in names}
    rest = {name: value for name, value in msgspec.structs.asdict(front).items() if name not in (field, "extra")}
    return rest | {name: value for name, value in front.extra.items() if name not in known}


@settings(max_examples=150)
@given(cells(), st.data())
def test_a_new_field_can_be_taken_away_again(cell: tuple[str, dict[str, str]], data: st.DataObject) -> None:
    """What was added leaves no trace."""
    source, lines = cell
    field = data.draw(st.sampled_from([field for field in FIELD_NAMES if field not in lines]))
    try:
        after = changed(source, **{field: data.draw(values(field))})
    except FrontMatterError:
        return
    assert source == changed(after, **{field: None})


@settings(max_examples=150)
@given(
    st.sampled_from(
        [
            ("raw", "+++\ntitle = 'A'\ntags = ['a']\n\n[x]\ny = 1\n+++"),
            ("raw", '{\n "title": "A",\n "tags": ["a"]\n}'),
            ("markdown", "- title: A\n- tags: a"),
            ("markdown", "# A\n\n- tags: [a]\n- toc: true\n"),
            ("raw", "---\r\ntitle: A\r\ntags: [a]\r\n---"),
        ]
    ),
    st.data(),
)
def test_every_form_reads_back(form: tuple[CellKind, str], data: st.DataObject) -> None:
    """Whatever the value; what was added can be taken away again."""
    kind, source = form
    field = data.draw(st.sampled_from(FIELD_NAMES))
    value = data.draw(values(field))
    try:
        after = changed(source, kind, **{field: value})
    except FrontMatterError as error:
        assert "cannot be changed" not in error.message or "\n" in str(value) or kind == "markdown"
        return
    expected = getattr(read(after, kind), field)
    if isinstance(value, str) and field in ("title", "series"):
        assert (expected or "").split() == value.split()
    if field not in ("title", "tags", "toc") and expected != getattr(FrontMatter(), field):
        assert source == changed(after, kind, **{field: None})


@pytest.mark.parametrize(
    ("line", "field", "value", "expected"),
    [
        ("language: a", "language", "en", "language: en"),
        ("lang: english, mostly", "language", "en_GB", "lang: en-GB"),
        ("date: today", "date", "2026-01-02", "date: 2026-01-02"),
    ],
)
def test_a_value_that_readers_do_without_gives_way(line: str, field: str, value: str, expected: str) -> None:
    """To one in its place, not to a second line."""
    assert changed(f"---\n{line}\ntitle: a\n---", **{field: value}) == f"---\n{expected}\ntitle: a\n---"


BRACKETED = st.text(st.sampled_from("ab[]{}'\"#:, "), min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(("tags", "categories", "authors", "author", "aliases")), st.lists(BRACKETED, unique=True))
@example("author", ["]"])
@example("author", ["["])
@example("author", ['a "', "]"])
def test_a_list_in_brackets_takes_any_texts(name: str, items: list[str]) -> None:
    """Whatever brackets and quotes they have."""
    field = "authors" if name == "author" else name
    after = changed(f"---\n{name}: [a]\n---", **{field: items})
    assert getattr(read(after), field) == tuple(items)
