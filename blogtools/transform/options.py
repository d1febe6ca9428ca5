"""Reads the options of a cell from tags, option lines, comments and metadata, in the syntax of many tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import lazy_pattern
from blogtools.model import Cell, CellOptions, Visibility
from blogtools.transform.code import shapes
from blogtools.transform.code.colab import ColabForm, take_form
from blogtools.transform.code.look import line_ranges
from blogtools.transform.code.shapes import OptionChanges
from blogtools.transform.option_slips import check_option, check_tags

CellDefaults = tuple[tuple[str, Any], ...]
"""Options that a document sets for all of its cells of code: names, as in `OPTION_READERS`, and values."""

SHOW, OPEN, FOLD, REMOVE = Visibility.SHOW, Visibility.OPEN, Visibility.FOLD, Visibility.REMOVE
_STRICTNESS = (SHOW, OPEN, FOLD, REMOVE)

TAGS: dict[str, OptionChanges] = {
    "remove-cell": {"cell": REMOVE},
    "hide": {"cell": REMOVE},
    "hidden": {"cell": REMOVE},
    "remove-input": {"source": REMOVE},
    "remove-output": {"output": REMOVE},
    "remove-stdout": {"stdout": False},
    "remove-stderr": {"stderr": False},
    "hide-cell": {"cell": FOLD},
    "hide-input": {"source": FOLD},
    "hide-code": {"source": FOLD},
    "hide-output": {"output": FOLD},
    "scroll-input": {"scroll_source": True},
    "scroll-output": {"scroll_output": True},
    "load-external": {"load_external": True},
    "margin": {"column": "margin"},
    "popout": {"column": "margin"},
    "full-width": {"column": "page"},
}
"""Cell tags, with `-` for `_` (Jupyter Book, MyST-NB, nbdev, nbsphinx, mkdocs-jupyter); others have no effect."""

COMMENTS: dict[str, OptionChanges] = {
    "hide": {"cell": REMOVE},
    "hide-input": {"source": REMOVE},
    "hide-output": {"output": REMOVE},
    "collapse": {"source": FOLD},
    "collapse-hide": {"source": FOLD},
    "collapse-show": {"source": OPEN},
    "collapse-output": {"output": FOLD},
}
"""Comments on the first lines of a code cell, with `-` for `_` (fastpages)."""


def _flag(field: str, value: Any, when: bool) -> Callable[[Any], OptionChanges]:  # noqa: FBT001 - a cell of the table
    """Return a reader of an option that sets a field if it has the value `when`."""
    return lambda given: {field: value} if given is when else {}


def _text(field: str) -> Callable[[Any], OptionChanges]:
    return lambda given: {field: _words(given)} if given not in (None, "", []) else {}


def _as_markdown(given: Any) -> OptionChanges:
    return {"as_markdown": True} if given == "asis" else {}


def _alternatives(given: Any) -> OptionChanges:
    """Read one text, or one for each figure."""
    changes = _text("alt")(given)
    if isinstance(given, list) and len(given) > 1:
        changes["alts"] = tuple(map(str, given))
    return changes


def _line_numbers(given: Any) -> OptionChanges:
    """Read whether lines have numbers, or, as numbers, which lines stand out."""
    if isinstance(given, bool):
        return {"line_numbers": given}
    ranges = line_ranges(given)
    return {"marked_lines": ranges} if ranges else {}


OPTION_READERS: dict[str, Callable[[Any], OptionChanges]] = {
    # Visibility of parts (Quarto, nbdev).
    "include": _flag("cell", REMOVE, when=False),
    "hide": _flag("cell", REMOVE, when=True),
    "echo": _flag("source", REMOVE, when=False),
    "output": lambda given: {"output": REMOVE} if given is False else _as_markdown(given),
    "warning": _flag("warnings", False, when=False),
    "error": _flag("errors", False, when=False),
    "hide-input": _flag("source", REMOVE, when=True),
    "hide-output": _flag("output", REMOVE, when=True),
    "exporti": _flag("cell", REMOVE, when=True),
    "results": lambda given: {"output": REMOVE} if given in ("hide", False) else _as_markdown(given),
    "message": _flag("stderr", False, when=False),
    "code-fold": lambda given: {"source": FOLD} if given is True else {"source": OPEN} if given == "show" else {},
    "collapse-input": lambda given: {"source": OPEN if given in ("open", "show") else FOLD} if given else {},
    "collapse-output": lambda given: {"output": OPEN if given in ("open", "show") else FOLD} if given else {},
    # Presentation.
    "code-overflow": lambda given: {"wrap_source": given == "wrap"} if given in ("wrap", "scroll") else {},
    "code-line-numbers": _line_numbers,
    "code-annotations": lambda given: {"annotate": False} if given in (False, "none") else {},
    "filename": _text("filename"),
    "code-summary": _text("source_summary"),
    "output-summary": _text("output_summary"),
    "load-external": _flag("load_external", True, when=True),
    # Labels, captions and alternative text.
    "label": _text("label"),
    "lst-label": _text("label"),
    "lst-cap": _text("code_caption"),
    "fig-cap": _text("caption"),
    "tbl-cap": _text("caption"),
    "caption": _text("caption"),
    "fig-alt": _alternatives,
    "alt": _alternatives,
    # Arrangement of figures and tables (Quarto).
    **shapes.SHAPE_READERS,
}
"""Lines `#| name: value` at the top of a code cell, with `-` for `_`; `#| name` means `#| name: true`."""

METADATA: dict[tuple[str, ...], Callable[[Any], OptionChanges]] = {
    ("jupyter", "source_hidden"): _flag("source", FOLD, when=True),
    ("jupyter", "outputs_hidden"): _flag("output", FOLD, when=True),
    ("collapsed",): _flag("output", FOLD, when=True),
    ("scrolled",): _flag("scroll_output", True, when=True),
    ("hide_input",): _flag("source", FOLD, when=True),
    ("hide_output",): _flag("output", FOLD, when=True),
    ("nbdev", "hide"): lambda given: {"cell": REMOVE} if given in (True, "true") else {},
    ("nbsphinx",): lambda given: {"cell": REMOVE} if given == "hidden" else {},
    ("ipub", "ignore"): _flag("cell", REMOVE, when=True),
    # Where the tool shows the part to its own readers folded or not at all, so does the page.
    ("hideCode",): _flag("source", FOLD, when=True),
    ("hideOutput",): _flag("output", FOLD, when=True),
    ("inputHidden",): _flag("source", FOLD, when=True),
    ("outputHidden",): _flag("output", FOLD, when=True),
    ("_kg_hide-input",): _flag("source", FOLD, when=True),
    ("_kg_hide-output",): _flag("output", FOLD, when=True),
    ("cellView",): lambda given: {"source": FOLD} if given == "form" else {},
    ("is_code_hidden",): _flag("source", FOLD, when=True),
    ("is_output_hidden",): _flag("output", FOLD, when=True),
    ("datalore", "hide_input_from_viewers"): _flag("source", REMOVE, when=True),
    ("datalore", "hide_output_from_viewers"): _flag("output", REMOVE, when=True),
    ("name",): _text("label"),
    ("label",): _text("label"),
    ("caption",): _text("caption"),
    ("alt",): _text("alt"),
    ("mystnb", "image", "alt"): _text("alt"),
    ("mystnb", "figure", "caption"): _text("caption"),
    ("mystnb", "figure", "name"): _text("label"),
    ("mystnb", "code_prompt_show"): _text("source_summary"),
    # The language of a cell of a notebook that has several (Polyglot Notebooks, SoS, Visual Studio Code).
    ("vscode", "languageId"): _text("language"),
    ("kernel",): _text("language"),
    ("dotnet_interactive", "language"): _text("language"),
    ("polyglot_notebook", "kernelName"): _text("language"),
}
"""Cell metadata, by path. Parts that are collapsed in JupyterLab can be opened there, so readers can open them too."""

OTHER_OPTIONS = frozenset(
    {
        *("eval", "export", "exports", "exportd", "default-exp", "exec-doc", "hide-line", "filter-stream"),
        *("id", "tags", "fig-scap", "fig-env", "fig-pos", "fig-dpi", "fig-format"),
        *(
            "cache",
            "freeze",
            "snippet",
            "snippet-test",
            "df-print",
            "lightbox",
            "fig-responsive",
            "class-source",
            "class-output",
            "attr-source",
            "attr-output",
            "animation-hook",
        ),
        *("code-copy", "redact"),
    }
)
"""Known options that have no effect on the page; they are kept for other tools."""

OPTION_LINE = lazy_pattern(r"[ \t]*(?:#|//|--|%)[ \t]?\|[ \t]?(.*)")
COMMENT_LINE = lazy_pattern(r"[ \t]*#[ \t]*([a-z][a-z_-]*)[ \t]*$", re.IGNORECASE)
_SIMPLE = lazy_pattern(r"([\w.-]+)(?::[ \t]+|:$|[ \t]+|$)([^\[{&*!|>'\"%@`#]*)")
_WORD = lazy_pattern(r"[\w-]+$")
_SCALARS: dict[str, Any] = {"true": True, "false": False, "yes": True, "no": False, "null": None, "~": None}


def cell_options(
    cell: Cell,
    language: str,  # noqa: ARG001 - option lines are recognized in every language
    defaults: CellDefaults = (),
) -> tuple[Cell, tuple[Finding, ...]]:
    """Return the cell with its options set and option lines removed from its source, and findings.

    `defaults` are those that its document sets for all cells of code.

    If visibility is set more than once, the strictest setting takes effect: removed, folded, shown. Of text options,
    the last one does, in the order tags, metadata, option lines.
    """
    metadata = cell.metadata
    findings: list[Finding] = []
    source = cell.source
    comments: list[str] = []
    written: list[tuple[str, Any]] = []
    form: ColabForm | None = None
    if cell.kind == "code" and ("#" in source or "|" in source):
        form = take_form(source) if "@title" in source or "@param" in source else None
        source = form.source if form else source
        source, lines, comments = _take_lines(source)
        written = list(_read(lines, cell, findings)) if lines else []
    options: OptionChanges = {}
    extra: dict[str, Any] = {}
    if defaults and cell.kind == "code":
        own = {name for name, _ in written}
        for name, value in defaults:
            if name not in own:
                _merge(options, OPTION_READERS[name](value))
    if metadata:
        for changes in _changes_from_metadata(metadata):
            _merge(options, changes)
        if "tags" in metadata:
            findings += check_tags(_tag_names(metadata["tags"]), cell, TAGS)
    for comment in comments:
        _merge(options, COMMENTS[comment])
    if form and form.title:
        _merge(options, {"source_summary" if options.get("source") is FOLD else "filename": form.title})
    if written:
        _apply_lines(written, cell, options, extra, findings)
    if extra:
        options["extra"] = extra
    if not options and source is cell.source:
        return cell, tuple(findings)
    return msgspec.structs.replace(cell, options=CellOptions(**options), source=source), tuple(findings)


def _apply_lines(
    written: list[tuple[str, Any]], cell: Cell, options: OptionChanges, extra: dict[str, Any], findings: list[Finding]
) -> None:
    """Apply the option lines of a cell; `extra` gets those that are no fields of `CellOptions`."""
    for name, value in written:
        if name in OPTION_READERS:
            changes = OPTION_READERS[name](value)
            _merge(options, changes)
            if not changes and name in shapes.SHAPE_READERS:
                extra[name] = value  # It is reported.
        elif name == "tags":
            findings += check_tags(_tag_names(value), cell, TAGS)
            for changes in _changes_from_tags(value):
                _merge(options, changes)
        else:
            extra[name] = value
            if name not in OTHER_OPTIONS:
                findings += check_option(name, cell, OPTION_READERS)


def _merge(options: OptionChanges, changes: OptionChanges) -> None:
    for field, value in changes.items():
        if isinstance(value, Visibility):
            value = max(value, options.get(field, SHOW), key=_STRICTNESS.index)  # noqa: PLW2901 - the stricter of both
        elif field == "classes" and field in options:
            value = (*options[field], *value)  # noqa: PLW2901 - those of both
        options[field] = value


def _changes_from_metadata(metadata: dict[str, Any]) -> Iterator[OptionChanges]:
    yield from _changes_from_tags(metadata.get("tags"))
    for path, read in METADATA.items():
        if path[0] in metadata:
            value: Any = metadata
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            if isinstance(value, bool | str):
                yield read(value)


def _changes_from_tags(tags: Any) -> Iterator[OptionChanges]:
    for name in _tag_names(tags):
        yield TAGS.get(name, {})


class TopLine(msgspec.Struct, frozen=True):
    """A line at the top of a code cell that is not code."""

    index: int
    kind: Literal["option", "comment", "magic"]
    text: str
    """For options, the text after the `#|`; for comments, the name in `COMMENTS`; for magics, the whole line."""


def top_lines(source: str) -> tuple[list[TopLine], int]:
    """Return the options, option comments and cell magic at the top, and the index of the first line of code."""
    lines = source.split("\n")
    found: list[TopLine] = []
    has_magic = False
    for index, line in enumerate(lines):
        option = OPTION_LINE.match(line)
        comment = COMMENT_LINE.match(line)
        if option:
            found.append(TopLine(index, "option", option[1].rstrip()))
        elif comment and option_name(comment[1]) in COMMENTS:
            found.append(TopLine(index, "comment", option_name(comment[1])))
        elif line.startswith("%%") and not has_magic:
            has_magic = True
            found.append(TopLine(index, "magic", line))
        elif line.strip():
            return found, index
    return found, len(lines)


def _take_lines(source: str) -> tuple[str, list[str], list[str]]:
    """Return the source without its options, the texts of `#|` lines, and the names of fastpages comments."""
    top, code = top_lines(source)
    options = [line.text for line in top if line.kind == "option"]
    comments = [line.text for line in top if line.kind == "comment"]
    if not options and not comments:
        return source, [], []
    # A cell magic must be the first line; options may follow it.
    magic = [line.text for line in top if line.kind == "magic"]
    return "\n".join([*magic, *source.split("\n")[code:]]), options, comments


def _read(lines: list[str], cell: Cell, findings: list[Finding]) -> Iterator[tuple[str, Any]]:
    """Yield names and values of option lines; simple ones are parsed directly, the rest as YAML."""
    simple = [_SIMPLE.fullmatch(line) for line in lines]
    if all(simple):
        for match in simple:
            if match:
                yield option_name(match[1]), _scalar(match[2].strip()) if match[2].strip() else True
        return
    # PyYAML is imported only for values that need it.
    import yaml

    # nbdev's directives are single words, not YAML; they may occur among YAML options.
    words = [line for line in lines if _WORD.match(line)]
    text = "\n".join(line for line in lines if not _WORD.match(line))
    for word in words:
        yield option_name(word), True
    try:
        values = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, RecursionError, ValueError):
        values = None
    if isinstance(values, dict):
        yield from ((option_name(str(name)), value) for name, value in values.items())
    else:
        message = "the #| lines are not valid YAML, and are ignored"
        hint = "write them as `#| name: value`, with text that has special characters in quotes"
        findings.append(Finding("cell-options", message, Where(cell=cell.number, line=1), hint))


def _tag_names(tags: Any) -> Iterator[str]:
    """Yield the names of tags, normalized; they are a list, or a text with commas or spaces between them."""
    if isinstance(tags, str):
        tags = tags.replace(",", " ").split()
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str):
            yield option_name(tag)


def option_name(name: str) -> str:
    """Normalize the name of an option, as in the tables."""
    return name.strip().lower().replace("_", "-")


def _scalar(text: str) -> Any:
    return _SCALARS.get(text.lower(), text)


def _words(given: Any) -> str:
    """Return the value of a text option; Quarto allows lists, with one text for each figure."""
    return "; ".join(str(item) for item in given) if isinstance(given, list) else str(given).strip()
