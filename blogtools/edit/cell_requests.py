"""Rewrites the options of a cell in the four syntaxes: option lines, comments, tags and metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from blogtools.edit.option_lines import OptionLine, find_options, with_text
from blogtools.transform.cell_names import SNIPPET_TAG
from blogtools.transform.options import COMMENTS, METADATA, OPTION_READERS, TAGS, option_name, top_lines

OPTION_FIELDS = {
    "cell": "cell",
    "source": "source",
    "output": "output",
    "caption": "caption",
    "alt": "alt",
    "code-caption": "code_caption",
    "snippet": "snippet",
}
"""Option to its field of `CellOptions`; the snippet name is among the `extra` options."""
VISIBLE = ("cell", "source", "output")
NEW_TAGS = {
    ("cell", "remove"): "remove-cell",
    ("cell", "fold"): "hide-cell",
    ("source", "remove"): "remove-input",
    ("source", "fold"): "hide-input",
    ("output", "remove"): "remove-output",
    ("output", "fold"): "hide-output",
}
NEW_LINES = {
    ("cell", "remove"): "include: false",
    ("source", "remove"): "echo: false",
    ("source", "fold"): "code-fold: true",
    ("output", "remove"): "output: false",
    ("output", "fold"): "collapse-output: true",
}
_NEW_COMMENTS = {
    ("cell", "remove"): "hide",
    ("source", "remove"): "hide_input",
    ("source", "fold"): "collapse",
    ("output", "remove"): "hide_output",
    ("output", "fold"): "collapse_output",
}
NEW_NAMES = {"caption": "fig-cap", "alt": "fig-alt", "code-caption": "lst-cap", "snippet": "snippet"}
_SNIPPET_PATHS = (("blogtools", "snippet"), ("snippet",))
_PROBE_VALUES = (True, False, "true", "open", "a text")
"""Values to try on an option's reader to find the fields that the option may set."""

OptionSyntax = Literal["line", "comment", "tag", "metadata"]
OPTION_SYNTAXES: tuple[OptionSyntax, ...] = ("line", "comment", "tag", "metadata")
"""In order of precedence."""


class CellView(msgspec.Struct, frozen=True):
    """The parts of a cell that can set options."""

    kind: str
    source: str
    metadata: dict[str, Any]


def with_option(view: CellView, option: str, syntax: OptionSyntax | None = None, value: str = "") -> CellView | None:
    """Return the cell without an option, or with the option set only in the given syntax.

    With a syntax, the effective setting in it gets the value and all other settings of the option are removed. None if
    the option is not set in that syntax, or the syntax cannot express the value.
    """
    source, in_source = _rewritten_source(view, option, syntax, value) if view.kind == "code" else (view.source, False)
    tags, in_tags = _rewritten_tags(view.metadata.get("tags"), option, value if syntax == "tag" else None)
    metadata = _with_tags(view.metadata, tags)
    paths = _paths(metadata, option)
    for path in paths:
        is_kept = syntax == "metadata" and path == paths[-1] and option not in VISIBLE
        metadata = with_path(metadata, path, value if is_kept else None)
    in_metadata = syntax == "metadata" and bool(paths) and option not in VISIBLE
    if syntax is not None and not (in_source or in_tags or in_metadata):
        return None
    return CellView(view.kind, source, metadata)


def with_tag(view: CellView, tag: str) -> CellView:
    """Return the cell with another tag."""
    tags = view.metadata.get("tags")
    given = tags if isinstance(tags, str | list) and tags else []
    more = f"{given}{', ' if ',' in given else ' '}{tag}" if isinstance(given, str) else [*given, tag]
    return CellView(view.kind, view.source, {**view.metadata, "tags": more})


def with_path(metadata: Mapping[str, Any], path: tuple[str, ...], value: str | None) -> dict[str, Any]:
    """Return metadata with another value at a path; None removes it, and mappings that become empty."""
    name, *rest = path
    inner: Any = with_path(metadata.get(name) or {}, tuple(rest), value) if rest else value
    if inner is None or inner == {}:
        return {key: other for key, other in metadata.items() if key != name}
    return {**metadata, name: inner}


def _rewritten_source(view: CellView, option: str, syntax: OptionSyntax | None, value: str) -> tuple[str, bool]:
    lines: list[str | None] = list(view.source.split("\n"))
    setting = [one for one in find_options(view.source) if _line_sets(one, option)]
    used = False
    for one in setting:
        counts = one is (setting[0] if option in VISIBLE else setting[-1])
        written = _line(one, option, value) if syntax == "line" and counts else None
        lines[one.first : one.last + 1] = [None] * (one.last + 1 - one.first)
        if written is not None:
            ending = "\r" if view.source.split("\n")[one.last].endswith("\r") else ""
            lines[one.first] = "\n".join(f"{one.mark}{line}{ending}" for line in written.split("\n"))
            used = True
    for one in (one for one in find_options(view.source) if one.name == "tags"):
        found = re.findall(r"\w[\w:.-]*", one.text.partition(":")[2])
        left = [tag for tag in found if not _tag_sets(tag, option)]
        if left != found:
            lines[one.first : one.last + 1] = [None] * (one.last + 1 - one.first)
            lines[one.first] = f"{one.mark}tags: [{', '.join(left)}]" if left else None
    for line in top_lines(view.source)[0]:
        if line.kind == "comment" and option in COMMENTS[line.text]:
            name = _NEW_COMMENTS.get((option, value)) if syntax == "comment" and not used else None
            written = lines[line.index]
            lines[line.index] = name and written and re.sub(r"[a-z][a-z_-]*", name, written, flags=re.IGNORECASE)
            used = used or bool(name)
    return "\n".join(line for line in lines if line is not None), used


def _line(one: OptionLine, option: str, value: str) -> str | None:
    return NEW_LINES.get((option, value)) if option in VISIBLE else with_text(one, value)


def _line_sets(one: OptionLine, option: str) -> bool:
    if option == "snippet":
        return one.name == "snippet"
    if one.name not in OPTION_READERS:
        return False
    return any(OPTION_FIELDS[option] in OPTION_READERS[one.name](value) for value in _PROBE_VALUES)


def _rewritten_tags(tags: Any, option: str, value: str | None) -> tuple[Any, bool]:
    """Return the new tags, a list or a string as before, and whether one of them sets the value."""
    if isinstance(tags, str):
        found = re.split(r"[,\s]+", tags)
        kept, used = _rewritten_tags(found, option, value)
        return (tags if kept == found else (", " if "," in tags else " ").join(kept)), used
    if not isinstance(tags, list):
        return tags, False
    new = f"{SNIPPET_TAG}{value}" if option == "snippet" else NEW_TAGS.get((option, value or ""))
    left: list[Any] = []
    used = False
    for tag in tags:
        if not _tag_sets(tag, option):
            left.append(tag)
        elif value is not None and new and not used:
            left.append(new)
            used = True
    return left, used


def _tag_sets(tag: Any, option: str) -> bool:
    if not isinstance(tag, str):
        return False
    if option == "snippet":
        return tag.startswith(SNIPPET_TAG)
    return OPTION_FIELDS[option] in TAGS.get(option_name(tag), {})


def _with_tags(metadata: dict[str, Any], tags: Any) -> dict[str, Any]:
    if tags == metadata.get("tags"):
        return metadata
    if not tags:
        return {key: value for key, value in metadata.items() if key != "tags"}
    return {**metadata, "tags": tags}


def _paths(metadata: Mapping[str, Any], option: str) -> list[tuple[str, ...]]:
    """Return the paths in the metadata that set an option; for text options, the last takes effect."""
    return list(_walk_paths(metadata, option))


def _walk_paths(metadata: Mapping[str, Any], option: str) -> Iterator[tuple[str, ...]]:
    candidates = _SNIPPET_PATHS if option == "snippet" else tuple(METADATA)
    for path in candidates:
        value: Any = metadata
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if option == "snippet":
            sets = isinstance(value, str | int | float) and not isinstance(value, bool)
        else:
            sets = isinstance(value, bool | str) and OPTION_FIELDS[option] in METADATA[path](value)
        if sets:
            yield path
