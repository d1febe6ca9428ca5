"""The table of front matter's fields: it fits the struct, all that is made of it, and the guide."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blogtools import read_post
from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.model import FrontMatter, Moment, Summary
from blogtools.read.fields import BY_FIELD, FIELDS
from blogtools.read.keys import BY_NAME, squashed
from blogtools.read.schema import FieldKind
from blogtools.render.targets import TARGETS, front_matter_fields
from blogtools.render.targets.front_matter import FORMS, STYLES, Keys
from tests.conftest import WriteNotebook

GUIDE = Path(__file__).parent.parent / "notebooks/writing-a-post.ipynb"
TYPES: dict[FieldKind, tuple[str, Any]] = {
    "text": ("text", str | None),
    "date": ("a date, optionally with a time", Moment | None),
    "flag": ("`true` or `false`", bool | None),
    "number": ("a number", int | None),
    "people": ("a list of mappings", tuple[dict[str, Any], ...]),
    "names": ("a list, or comma-separated text", tuple[str, ...]),
    "lines": ("a list", tuple[str, ...]),
}
"""What the guide calls each kind, and the type that such a field has."""
WRITERS = {name: TARGETS[name] for name in ("markdown", "hugo", "jekyll")}


def test_each_field_of_the_struct_has_a_row_of_its_kind() -> None:
    """And each row a field."""
    types = {field.name: field.type for field in msgspec.structs.fields(FrontMatter) if field.name != "extra"}
    assert types.keys() == BY_FIELD.keys()
    for field in FIELDS:
        assert types[field.name] in (TYPES[field.kind][1], bool), field.name


def test_rows_name_what_there_is() -> None:
    """Each key is of one field, also its own name; targets, neighbors and lists exist."""
    names = [squashed(name) for field in FIELDS for key in field.keys for name in key.names]
    assert len(names) == len(set(names))
    for field in FIELDS:
        assert BY_NAME[squashed(field.name)].field is field
        if field.control and field.control.after:
            assert BY_FIELD[field.control.after].control
        if field.taxonomy:
            assert field.taxonomy.folder == field.name
            assert field.name in Summary.__struct_fields__


ALL = "nocite: '@*'"
NOWHERE: dict[str, Any] = {"markdown": None, "hugo": None, "jekyll": None}
BODY = "Text.\n\n## A\n\n## B\n\n## C"
CASES: list[tuple[str, str, dict[str, Any], str]] = [
    # Front matter, the field, what each target has of it (one that is not named, what the one before has), and a page.
    ("title: A: b", "title", {"markdown": "A: b"}, '<meta property="og:title" content="A: b">'),
    ("pubDate: 2026-01-02", "date", {"markdown": dt.date(2026, 1, 2)}, '"datePublished":"2026-01-02"'),
    ("summary: S", "description", {"markdown": "S"}, '<meta name="description" content="S">'),
    ("toc: false", "toc", {"markdown": False}, '<article class="post">'),
    ("format: {html: {toc-depth: 2}}", "toc_depth", {"markdown": 2}, '<a href="#c">C</a>'),
    ("toc-title: Here", "toc_title", {"markdown": "Here"}, "<summary>Here</summary>"),
    (
        "number-sections: true",
        "number_sections",
        {"markdown": True},
        '<span class="section-number" data-number="3"></span>C',
    ),
    ("abstract: An *a*.", "abstract", {"markdown": None}, "<p>An <em>a</em>.</p>"),
    (
        "author: {name: A, orcid: 0000-0002-1825-0097, affiliation: [U]}",
        "author_details",
        {"markdown": [{"name": "A", "orcid": "0000-0002-1825-0097", "affiliations": ["U"]}]},
        "<span>U</span>",
    ),
    (
        "license: CC BY-SA",
        "license",
        {"markdown": "CC BY-SA"},
        '<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA</a>',
    ),
    (
        "license: {text: Mine, url: https://x.org/l}",
        "license_url",
        {"markdown": "https://x.org/l"},
        '<a rel="license" href="https://x.org/l">Mine</a>',
    ),
    (
        "doi: https://doi.org/10.1000/182",
        "doi",
        {"markdown": "10.1000/182"},
        '"identifier":"https://doi.org/10.1000/182"',
    ),
    ("tag: a, b", "tags", {"markdown": ["a", "b"]}, '"keywords":["a","b"]'),
    ("category: [c]", "categories", {"markdown": ["c"]}, '"keywords":["c"]'),
    ("keywords: k, l", "keywords", {"markdown": ["k", "l"]}, '<meta name="keywords" content="k, l">'),
    ("tags: t\nkeywords: [k, t]", "keywords", {"markdown": ["k", "t"]}, '"keywords":["k","t"]'),
    ("series: S", "series", {"markdown": "S", "hugo": ["S"], "jekyll": "S"}, "<cite>S</cite>"),
    ("lastmod: 2026-02-01", "updated", {"markdown": dt.date(2026, 2, 1)}, '"dateModified":"2026-02-01"'),
    ("hide: true", "draft", {"markdown": True, "jekyll": False}, '<meta name="robots" content="noindex">'),
    ("permalink: /x/s/", "slug", {"markdown": "s", "jekyll": None}, '<meta property="og:url"'),
    ("author: A, B", "authors", {"markdown": ["A, B"], "jekyll": "A, B"}, '<meta name="author" content="A, B">'),
    (
        "cover: https://x.org/a.png",
        "image",
        {"markdown": "https://x.org/a.png", "hugo": ["https://x.org/a.png"], "jekyll": "https://x.org/a.png"},
        '<meta property="og:image" content="https://x.org/a.png">',
    ),
    ("redirect_from: /old/", "aliases", {"markdown": ["/old/"]}, 'http-equiv="refresh"'),
    ("canonical: https://x.org/", "canonical_url", {"markdown": "https://x.org/"}, '<link rel="canonical"'),
    (f"bibliography: refs.bib\n{ALL}", "bibliography", NOWHERE, "Of a File"),
    (f"references: [{{id: x, title: Of the post}}]\n{ALL}", "references", NOWHERE, "Of the Post"),
    (f"bibliography: refs.bib\ncsl: ieee\n{ALL}", "csl", NOWHERE, "[1] “Of a File"),
    ("bibliography: refs.bib\nnocite: '@f'", "nocite", NOWHERE, "Of a File"),
    ("citation: true", "citation", NOWHERE, '<meta name="citation_title"'),
    ("html: sanitize", "html", {"markdown": None, "hugo": None, "jekyll": None}, '<p class="sanitized">'),
    ("lang: de", "language", {"markdown": "de", "hugo": None, "jekyll": "de"}, '<html lang="de">'),
]


def test_there_is_a_case_for_each_field() -> None:
    """Or nobody would see what becomes of it."""
    assert {name for _, name, _, _ in CASES} == set(BY_FIELD)


@pytest.mark.parametrize(("line", "name", "expected", "shown"), CASES, ids=[case[1] for case in CASES])
def test_a_field_reaches_every_target(
    line: str, name: str, expected: dict[str, Any], shown: str, blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Read by another name, it is in the front matter of each generator under the name there, and on the page."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://blog.example.org/"\n')
    (blog_folder / "notebooks/refs.bib").write_text("@misc{f, title={Of a File}}")
    path = write_notebook(
        blog_folder / "notebooks/post.ipynb", ("raw", f"---\n{line}\n---"), "Text.\n\n## A\n\n## B\n\n## C"
    )
    post = read_post(path)
    value = None
    for target, writer in WRITERS.items():
        value = expected.get(target, value)
        assert isinstance(writer.front_matter, Keys)
        assert value == front_matter_fields(writer, post).get(writer.front_matter.key_of(name)), target
    convert(find_blog(blog_folder), (), Options(drafts=True))
    assert any(shown in path.read_text() for path in (blog_folder / "_site").rglob("index.html"))


def test_the_guide_has_the_tables(request: pytest.FixtureRequest) -> None:
    """As they are made from the rows."""
    notebook = json.loads(GUIDE.read_text(encoding="utf-8"))
    update = request.config.getoption("--update-guide")
    for table in (_meanings(), _target_keys()):
        cell = next(cell for cell in notebook["cells"] if table[0] in "".join(cell["source"]))
        lines = "".join(cell["source"]).split("\n")
        start = lines.index(table[0])
        stop = next(index for index in range(start, len(lines)) if not lines[index].startswith("|"))
        assert update or lines[start:stop] == table, "--update-guide writes it anew"
        cell["source"] = "\n".join([*lines[:start], *table, *lines[stop:]]).splitlines(keepends=True)
    if update:
        GUIDE.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _meanings() -> list[str]:
    rows = []
    for field in FIELDS:
        names = [name for key in field.keys for name in key.names if squashed(name) != squashed(field.name)]
        others = ", ".join(f"`{name}`" for name in names)
        rows.append([f"`{field.name}`", TYPES[field.kind][0], field.meaning, others])
    return _table(["Key", "Type", "Meaning", "Also read"], rows)


def _target_keys() -> list[str]:
    """One row for each target, with the fields that are written, and those that have another name there."""
    rows = []
    written = [field.name for field in FIELDS if field.written]
    for name, target in TARGETS.items():
        if not isinstance(target.front_matter, Keys):
            continue
        keys = {one: target.front_matter.key_of(one) for one in written}
        others = ", ".join(f"`{one}` as `{key}`" for one, key in keys.items() if key not in ("", one))
        missing = [f"`{one}`" for one, key in keys.items() if not key]
        some = len(missing) > len(written) / 2
        have = ", ".join(f"`{one}`" for one, key in keys.items() if key == one) or "none"
        fields = f"only {have}" if some else f"all but {', '.join(missing)}" if missing else "all"
        rows.append([f"`{name}`", fields, others])
    return _table(["Format", "Fields", "Under other names"], rows)


def test_targets_name_fields_and_forms_that_there_are() -> None:
    """A row that is misspelled would be none."""
    for target in TARGETS.values():
        assert target.style in STYLES
        if isinstance(target.front_matter, Keys):
            keys = target.front_matter
            assert {*keys.keys, *keys.forms, *keys.only} <= BY_FIELD.keys(), target.name
            assert {*keys.forms.values()} <= FORMS.keys(), target.name


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["".join(f"| {cell} " if cell else "| " for cell in cells) + "|" for cells in (head, *rows)]
    return [lines[0], "|---" * len(head) + "|", *lines[1:]]
