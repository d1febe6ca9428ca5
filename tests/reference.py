"""Generate the guide's reference, `notebooks/reference.ipynb`, from the docstrings and the command line.

`pytest tests/test_reference.py --update-cases` writes it anew.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import typing
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Any

import click
import msgspec

import blogtools
from blogtools import api as api_module
from blogtools import errors
from blogtools.cli import COMMANDS, cli
from blogtools.config import TYPE_NAMES, Settings
from blogtools.render.theme.environment import Date, Inline
from blogtools.render.theme.variables import VARIABLES, EveryPage

FRONT = """\
---
title: Reference
date: 2026-11-22
description: All commands and options, settings, template variables, and the Python API.
tags: [guide]
series: Guide
---"""

COMPLETION = """\
## Completion in the shell

Your shell can complete commands, options, formats, notebooks, snippets and post templates.

Bash, in `~/.bashrc`:

```bash
eval "$(_BLOGTOOLS_COMPLETE=bash_source blogtools)"
```

Zsh, in `~/.zshrc`:

```zsh
eval "$(_BLOGTOOLS_COMPLETE=zsh_source blogtools)"
```

Fish:

```fish
_BLOGTOOLS_COMPLETE=fish_source blogtools > ~/.config/fish/completions/blogtools.fish
```

Then open a new terminal."""

COMMANDS_INTRO = """\
## Commands

The exit status is 0 on success; 1 if there is an error to fix, in which case everything else was still done; and 2 if
the arguments or the settings are invalid, in which case nothing was written. With `--json`, standard output is always
JSON; a command that fails before its report prints `{"errors": [...]}`. The other formats of `check` tell of such a
failure in their own way. With `--quiet`, only errors are printed. Set
`NO_COLOR` in the environment to turn off colors.

PATH may be anywhere. A notebook inside a blog is converted with that blog's settings, into that blog's `_site`; a
notebook outside any blog is treated as if it were in the working directory. A blog's folder means the whole blog.
`check` takes paths of several blogs at once."""


def commands() -> Iterator[str]:
    """All commands with their options."""
    yield COMMANDS_INTRO
    context = click.Context(cli, info_name="blogtools")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield _command(f"blogtools {name}", command, context)
        for sub in command.commands.values() if isinstance(command, click.Group) else ():
            yield _command(f"blogtools {name} {sub.name}", sub, click.Context(command, context, info_name=name))
    yield COMPLETION


def _command(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, parent, info_name=command.name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    lines = [f"### `{name}`", "", f"    {usage}", "", inspect.cleandoc(command.help or "")]
    items = [
        f"- `{', '.join((*one.opts, *one.secondary_opts))}{_value(one, context)}`: {one.help}{_default(one)}"
        for one in command.params
        if isinstance(one, click.Option)
    ]
    return "\n".join([*lines, *([""] if items else []), *items])


def _value(option: click.Option, context: click.Context) -> str:
    return "" if option.is_flag else f" {option.make_metavar(context)}"


def _default(option: click.Option) -> str:
    if isinstance(option.show_default, str):
        return f" Default: `{option.show_default}`."
    return f" Default: `{option.default}`." if option.show_default else ""


def settings() -> Iterator[str]:
    """All keys of the settings."""
    texts = {name: text for name, *_, text in documented_fields(Settings)}
    lines = [
        f"- `{field.name}` ({TYPE_NAMES[type(value)]}): {texts[field.name]}"
        + ("" if value is None else f" Default: `{msgspec.json.encode(value).decode()}`.")
        for field in msgspec.structs.fields(Settings)
        for value in (getattr(Settings(), field.name),)
    ]
    yield "\n".join(
        [
            "## Settings\n",
            "Put settings in `blogtools.toml`, or in `pyproject.toml` under `[tool.blogtools]`. All are optional.\n",
            *lines,
        ]
    )


def variables() -> Iterator[str]:
    """What each template gets, and the types of that."""
    yield (
        "## Template variables\n\nA file in the blog's `templates/` folder replaces the theme's file of the same name,"
        ' or overrides blocks of it with `{% extends "default/post.html.j2" %}`. A template that another one includes,'
        " such as `post_meta.html.j2`, has the variables of the including template."
    )
    yield f"### Every page\n\n{EveryPage.__doc__}\n\n{_fields(EveryPage)}"
    seen = {Settings}
    pages = {template: kind for template, kind in VARIABLES.items() if kind.__annotations__}
    for template, kind in pages.items():
        yield f"### `{template}`\n\n{kind.__doc__}\n\n{_fields(kind)}"
    for kind in _types(
        [EveryPage, *pages.values()], seen, lambda one: typing.is_typeddict(one) or one in (Date, Inline)
    ):
        yield f"### {_words(kind.__name__)}\n\n{kind.__doc__}\n\n{_fields(kind)}"


def api() -> Iterator[str]:
    """All that `blogtools` exports, and the data that is reached from it."""
    yield (
        "## The Python API\n\nImport these names from `blogtools`. Modules are loaded on first use, and all returned"
        " data is immutable."
    )
    exported = [getattr(blogtools, name) for name in blogtools.__all__ if name != "__version__"]
    for function in filter(inspect.isfunction, exported):
        yield f"### `blogtools.{function.__name__}`\n\n{_signature(function)}\n\n{_prose(function)}"
    yield f"### `blogtools.Blog`\n\n{_prose(blogtools.Blog)}"
    for name, member in vars(blogtools.Blog).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"#### `Blog.{name}`\n\n{_prose(member)}"
        else:
            method = inspect.unwrap(getattr(blogtools.Blog, name))
            yield f"#### `Blog.{name}`\n\n{_signature(method)}\n\n{_prose(method)}"
    structs = [kind for kind in exported if _is_struct(kind) and kind is not Settings]
    for kind in structs:
        yield f"### `blogtools.{kind.__name__}`\n\n{_struct(kind)}"
    yield "### Data within these\n\nThe types of their fields, from modules of `blogtools`."
    for kind in _types(structs, {Settings, *structs}, _is_struct):
        yield f"#### `{kind.__module__}.{kind.__name__}`\n\n{_struct(kind)}"
    yield "### Errors\n\n" + "\n".join(
        f"- `{kind.__module__}.{kind.__name__}` (`{kind.slug}`): {inspect.cleandoc(kind.__doc__ or '')}"
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, errors.BlogtoolsError)
    )


ALIASES = {
    node.targets[0].id: ast.unparse(node.value)
    for node in ast.parse(inspect.getsource(api_module)).body
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
}
"""Names that signatures of the API use for types."""

SECTIONS: tuple[Callable[[], Iterator[str]], ...] = (commands, settings, variables, api)
"""The parts of the reference in order. Each yields Markdown cells."""


def notebook() -> dict[str, Any]:
    """Return the reference as a notebook of nbformat 4.5."""
    texts = [
        "This reference is generated from the program itself. For an introduction, see"
        " [Writing a post](writing-a-post.ipynb).",
        *(text for section in SECTIONS for text in section()),
    ]
    cells = [("raw", FRONT), *(("markdown", text) for text in texts)]
    return {
        "cells": [
            {
                "cell_type": kind,
                "id": f"cell-{number}",
                "metadata": {},
                "source": text.splitlines(keepends=True),
            }
            for number, (kind, text) in enumerate(cells, 1)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def documented_fields(kind: type) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, type, default and docstring of each field of a class, as its source has them."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            text = inspect.cleandoc(after.value.value) if is_text else ""  # type: ignore[union-attr]
            default = ast.unparse(node.value) if node.value else ""
            yield node.target.id, ast.unparse(node.annotation), default, " ".join(text.split())
        elif isinstance(node, ast.FunctionDef) and any(
            isinstance(one, ast.Name) and one.id == "property" for one in node.decorator_list
        ):
            text = " ".join((ast.get_docstring(node) or "").split())
            yield node.name, ast.unparse(node.returns) if node.returns else "", "", text


def _fields(kind: type) -> str:
    return "\n".join(
        f"- `{name}`: `{annotation}`" + (f" = `{default}`" if default else "") + (f". {text}" if text else ".")
        for name, annotation, default, text in documented_fields(kind)
    )


def _struct(kind: type) -> str:
    parts = [_prose(kind), _fields(kind)]
    for name, member in vars(kind).items():
        if inspect.isfunction(member) and not name.startswith("_"):
            parts.append(f"`.{name}{_arguments(member)}`: {_prose(member)}")
    return "\n\n".join(part for part in parts if part)


def _prose(thing: Any) -> str:
    """The docstring, with its errors as a list."""
    text = inspect.cleandoc(thing.__doc__ or "")
    text, _, raised = text.partition("\n\nRaises:\n")
    if raised:
        items = re.split(r"\n(?=    \S)", raised)
        joined = (" ".join(item.split()) for item in items)
        text += "\n\nRaises:\n\n" + "\n".join(re.sub(r"^([^:]+):", _raised, item) for item in joined)
    return text


def _raised(match: re.Match[str]) -> str:
    return "- " + ", ".join(f"`{name}`" for name in match[1].split(", ")) + ":"


def _signature(function: Callable[..., Any]) -> str:
    name = function.__qualname__
    text = f"{name}{_arguments(function)}"
    if len(text) > 80:
        inner = ",\n    ".join(_split(text[len(name) + 1 : text.rindex(")")]))
        text = f"{name}(\n    {inner},\n{text[text.rindex(')') :]}"
    return f"```python\n{text}\n```"


def _split(arguments: str) -> list[str]:
    """Split arguments at the commas that are in no brackets."""
    return re.split(r", (?![^\[(]*[\])])", arguments)


def _arguments(function: Callable[..., Any]) -> str:
    """The signature, with the API's own names for types replaced by the types."""
    told: list[str] = []
    signature = inspect.signature(function)
    for one in signature.parameters.values():
        if one.name in ("self", "cls"):
            continue
        if one.kind is one.KEYWORD_ONLY and "*" not in told:
            told.append("*")
        default = "..." if callable(one.default) else repr(one.default)
        told.append(f"{one.name}: {one.annotation}" + ("" if one.default is one.empty else f" = {default}"))
    text = f"({', '.join(told)}) -> {signature.return_annotation}"
    return re.sub(rf"\b(?:{'|'.join(ALIASES)})\b", lambda match: ALIASES[match[0]], text)


def _types(roots: list[type], seen: set[Any], wanted: Callable[[Any], bool]) -> list[type]:
    """Return the types that those of fields are made of, in the order in which they are met."""
    found: list[type] = []
    queue: list[Any] = [hint for root in roots for hint in typing.get_type_hints(root).values()]
    while queue:
        hint = queue.pop(0)
        queue = [*typing.get_args(hint), *queue]
        if isinstance(hint, type) and not isinstance(hint, UnionType) and hint not in seen and wanted(hint):
            seen.add(hint)
            found.append(hint)
            queue += typing.get_type_hints(hint).values()
    return found


def _is_struct(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, msgspec.Struct)


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()
