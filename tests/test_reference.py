"""The guide's reference is what the program says of itself, and nothing public is missing from it."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any

import click
import jinja2
import msgspec
import pytest

import blogtools
from blogtools import Blog, Settings
from blogtools.cli import cli
from blogtools.render.theme.variables import VARIABLES, EveryPage
from tests.conftest import WriteNotebook
from tests.reference import documented_fields, notebook

ROOT = Path(__file__).parent.parent
PATH = ROOT / "notebooks/reference.ipynb"
GUIDE = "\n".join(
    "".join(cell["source"])
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "markdown"
)


def test_the_reference_is_generated(request: pytest.FixtureRequest) -> None:
    """From the command line, the docstrings and the theme's variables, as they are now."""
    text = json.dumps(notebook(), indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-cases"):
        PATH.write_text(text, encoding="utf-8")
    assert PATH.read_text(encoding="utf-8") == text, "notebooks/reference.ipynb; --update-cases writes it anew"


def words(command: click.Command, name: str, context: click.Context) -> Iterator[str]:
    """The name of a command and its options, and those of its sub-commands."""
    yield f"`{name}`"
    yield from (option for one in command.params if isinstance(one, click.Option) for option in one.opts)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            assert found is not None
            yield from words(found, f"{name} {sub}", context)


def test_the_guide_names_every_command_option_and_setting() -> None:
    """Or they would not be found."""
    asked = set(words(cli, "blogtools", click.Context(cli))) - {"`blogtools`", "--version"}
    asked |= {f"`{field.name}`" for field in msgspec.structs.fields(Settings)}
    assert len(asked) > 60
    assert [word for word in sorted(asked) if word not in GUIDE] == []


def test_the_guide_names_all_that_is_public() -> None:
    """Names of `blogtools`, methods of a blog, errors."""
    asked = [
        f"`blogtools.{name}`" for name in blogtools.__all__ if name not in ("__version__", "BlogtoolsError", "Settings")
    ]
    asked += [f"`Blog.{name}`" for name in vars(Blog) if not name.startswith("_")]
    asked += [
        f"`blogtools.errors.{kind.__name__}`"
        for kind in blogtools.BlogtoolsError.__subclasses__()
        if kind.__module__ == "blogtools.errors"
    ]
    assert "`Blog.publish`" in asked
    assert [word for word in asked if word not in GUIDE] == []


def test_every_setting_and_variable_is_explained() -> None:
    """By a sentence, unless its type is one of ours, which has one."""
    assert [name for name, _, _, text in documented_fields(Settings) if not text] == []
    for kind in (EveryPage, *VARIABLES.values()):
        for name, annotation, _, text in documented_fields(kind):
            assert text or any(letter.isupper() for letter in annotation.replace("None", "")), name


@pytest.fixture
def rendered(blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What each template got when a blog was built that has one of everything."""
    (blog_folder / "blogtools.toml").write_text(
        'title = "T"\nbase_url = "https://example.org/"\nauthor = "A"\nposts_per_page = 1\nsearch = true\n'
    )
    posts = blog_folder / "notebooks"
    fields = (
        "title: {}",
        "date: {}",
        "updated: 2024-02-02",
        "tags: [t]",
        "categories: [c]",
        "keywords: [k]",
        "aliases: [/old/]",
        "toc: true",
        "language: en",
        "canonical_url: https://example.org/first/",
        "html: sanitize",
        "authors: [b]",
        "series: s",
        "bibliography: refs.bib",
        "references: [{{id: r, title: R}}]",
        "csl: apa",
        "nocite: '@r'",
        "citation: true",
        "toc-depth: 3",
        "toc-title: Here",
        "number-sections: true",
        "abstract: An abstract.",
        "license: MIT",
        "doi: 10.1000/182",
        "author-details: [{{name: b, bio: Writes.}}]",
    )
    front = "\n".join(("---", *fields, "mood: calm", "---"))
    (posts / "refs.bib").write_text("@misc{f, title={F}}")
    for year in (2022, 2023):
        write_notebook(
            posts / f"diary-{year}.ipynb",
            ("raw", front.format(f"Diary {year}", f"{year}-11-17")),
            f"## November 17, {year} - One\n\n## November 18, {year} - Two\n\n### Three\n\nText.[^1]\n\n[^1]: Note.",
            ("code", "#| snippet: total\nimport numpy"),
        )
    write_notebook(posts / "user.ipynb", "# User\n\n{{< embed diary-2022.ipynb#total >}}")
    got: dict[str, list[Any]] = {}
    render = jinja2.Template.render

    def spy(template: jinja2.Template, **values: Any) -> str:
        got.setdefault(str(template.name), []).append(values)
        return render(template, **values)

    monkeypatch.setattr(jinja2.Template, "render", spy)
    assert Blog.open(blog_folder).convert(workers=1).errors == ()
    assert Blog.open(blog_folder).convert(posts / "user.ipynb", single_file=True, output="out").errors == ()
    return got


def undocumented(value: Any, hint: Any, place: str) -> Iterator[str]:
    """Differences between a value and the type that it is said to have."""
    kinds = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, UnionType) else (hint,)
    fields = next((found for kind in kinds if (found := fields_of(kind)) is not None), None)
    if isinstance(value, dict) and fields is not None:
        yield from (f"{place}.{name}" for name in sorted(value.keys() ^ fields.keys()))
        for name in value.keys() & fields.keys():
            yield from undocumented(value[name], fields[name], f"{place}.{name}")
        return
    plain = [kind for kind in kinds if not typing.is_typeddict(kind)]
    match = [kind for kind in plain if kind is Any or isinstance(value, typing.get_origin(kind) or kind)]
    if not match:
        yield f"{place} is {type(value).__name__}, not {hint}"
    elif isinstance(value, list | tuple):
        of_items = typing.get_args(match[0])
        is_row = isinstance(value, tuple) and of_items[-1] is not ...
        for number, item in enumerate(value):
            yield from undocumented(item, of_items[number if is_row else 0], f"{place}[]")


def fields_of(kind: Any) -> dict[str, Any] | None:
    """Fields of a mapping that is documented: a page's cache keeps structs as mappings, too."""
    is_one = typing.is_typeddict(kind) or (isinstance(kind, type) and issubclass(kind, msgspec.Struct))
    return typing.get_type_hints(kind) if is_one else None


def test_templates_get_the_variables_that_are_documented(rendered: dict[str, list[Any]]) -> None:
    """All of them, and no others; each of its type."""
    assert rendered.keys() == VARIABLES.keys()
    every = typing.get_type_hints(EveryPage)
    for template, calls in rendered.items():
        hints = every | typing.get_type_hints(VARIABLES[template])
        for values in calls:
            assert values.keys() == hints.keys(), template
            found = [line for name, value in values.items() for line in undocumented(value, hints[name], name)]
            assert found == [], template


def test_the_blog_for_the_variables_has_everything(rendered: dict[str, list[Any]]) -> None:
    """No variable is always empty, so that each was compared."""
    for template, calls in rendered.items():
        for name in typing.get_type_hints(VARIABLES[template]):
            assert any(values[name] for values in calls), (template, name)
    post = [values["post"] for values in rendered["post.html.j2"]]
    around = [values["nav"] for values in rendered["post_nav.html.j2"]]
    for some in (post, around):
        for name in some[0]:
            if name != "draft":
                assert any(values[name] for values in some), name
