"""Applies an author's rules to all that a notebook and its metadata publish."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import msgspec

from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Cell, CellOptions, FrontMatter, Notebook, Output
from blogtools.redaction import Redaction
from blogtools.transform.anchors import post_slug
from blogtools.transform.outputs import tidy_outputs
from blogtools.transform.redaction.homes import mentions_home
from blogtools.transform.redaction.texts import Replacer, as_published
from blogtools.transform.secrets.find import json_text
from blogtools.transform.secrets.redact import is_text_mime

_SVG = "image/svg+xml"
MOST_CELLS = 5
"""Cells that a message names."""


class Redacted(msgspec.Struct, frozen=True):
    """A cell, or a table of metadata, after the rules, and what they did in it."""

    value: Cell
    places: int
    """Places that the author's rules replaced."""
    homes: int
    """Home directories that became `~`."""


def redact_notebook(
    notebook: Notebook, front: FrontMatter, redaction: Redaction, source: str, call: Memoizer = call_uncached
) -> tuple[Notebook, FrontMatter, tuple[Finding, ...]]:
    """Return a notebook and its metadata as they are published, and a note that tells what was replaced.

    The metadata of the notebook itself is never published, apart from the state of widgets.
    """
    replacer, of_widgets = Replacer(redaction), Replacer(redaction, is_output=True)
    done = [
        # Without rules, only outputs have something to replace.
        call(redact_cell, cell, redaction.rules, redaction.homes)
        if redaction.rules or cell.outputs
        else Redacted(cell, 0, 0)
        for cell in notebook.cells
    ]
    new_front = _front(front, replacer) if redaction.rules else front
    metadata = notebook.metadata
    if "widgets" in metadata:
        metadata = metadata | {"widgets": of_widgets.data(metadata["widgets"])}
    # Most metadata is in cells, too.
    count = sum(one.places for one in done) + of_widgets.count or replacer.count
    homes = sum(one.homes for one in done) + of_widgets.homes
    named = tuple(_name(source, redaction))
    if not (count or homes):
        return notebook, front, named
    cells = tuple(one.value for one in done)
    changed = [new.number for old, new in zip(notebook.cells, cells, strict=True) if _is_other_code(old, new)]
    new = msgspec.structs.replace(notebook, cells=cells, metadata=metadata)
    return new, new_front, (*_told(count, homes, changed, source), *named)


def redact_cell(cell: Cell, rules: tuple[tuple[str, str], ...], homes: bool) -> Redacted:  # noqa: FBT001 - memoized by value
    """Return a cell as it is published; the same object if nothing in it is replaced."""
    if not rules and not any(map(_may_have_homes, cell.outputs)):
        return Redacted(cell, 0, 0)
    redaction = Redaction(rules, homes)
    written, put_out = Replacer(redaction), Replacer(redaction, is_output=True)
    # What is replaced may span several pieces of a stream.
    outputs = tidy_outputs(cell.outputs, CellOptions()) if cell.outputs else ()
    outputs = tuple(_output(output, put_out) for output in outputs)
    source, metadata, attachments = cell.source, cell.metadata, cell.attachments
    if rules:
        source = written.text(source)
        metadata = written.data(metadata)
        attachments = {written.text(name): _bundle(bundle, written) for name, bundle in attachments.items()}
    count = written.count + put_out.count
    if not (count or put_out.homes):
        return Redacted(cell, 0, 0)
    new = msgspec.structs.replace(cell, source=source, metadata=metadata, attachments=attachments, outputs=outputs)
    return Redacted(new, count, put_out.homes)


def _may_have_homes(output: Output) -> bool:
    """Return False if an output names no home directory; fast, because it runs on every output of every notebook."""
    if output.text and mentions_home(output.text):
        return True
    for mime, content in output.data.items():
        if not mime.startswith("image/p") and is_text_mime(mime):
            text = content if isinstance(content, str) else json_text(content)
            if mentions_home(text) or (mime == _SVG and "<" not in text):
                return True
    if not (output.traceback or output.error_value or output.metadata):
        return False
    return bool(
        (output.traceback and mentions_home("\n".join(output.traceback)))
        or (output.error_value and mentions_home(output.error_value))
        or (output.metadata and mentions_home(json_text(output.metadata)))
    )


def _output(output: Output, replacer: Replacer) -> Output:
    return msgspec.structs.replace(
        output,
        text=replacer.text(output.text),
        data=_bundle(output.data, replacer),
        metadata=replacer.data(output.metadata),
        error_name=replacer.text(output.error_name),
        error_value=replacer.text(output.error_value),
        traceback=tuple(map(replacer.text, output.traceback)),
    )


def _bundle(bundle: dict[str, object], replacer: Replacer) -> dict[str, object]:
    """Return the contents of an output or attachment, by MIME type."""
    return {mime: _content(mime, content, replacer) for mime, content in bundle.items()}


def _content(mime: str, content: object, replacer: Replacer) -> object:
    if not is_text_mime(mime):
        return replacer.image(mime, content) if isinstance(content, str) else content
    if mime == _SVG and isinstance(content, str) and "<" not in content:  # In base64.
        text = _decoded(content)
        new = replacer.text(text, is_html=True)
        return content if new is text else new
    return replacer.data(content, is_html=mime in (_SVG, "text/html"))


def _decoded(content: str) -> str:
    """Return the text of SVG in base64, with or without the start of a `data:` URL; empty if it is none."""
    try:
        return base64.b64decode(content.rpartition(",")[2]).decode()
    except ValueError:  # It has characters that base64 or UTF-8 have not.
        return ""  # Rendering reports an image that is broken.


def _front(front: FrontMatter, replacer: Replacer) -> FrontMatter:
    fields = {name: replacer.data(getattr(front, name)) for name in front.__struct_fields__}
    if fields["slug"] != front.slug:
        fields["slug"] = post_slug(fields["slug"])
    return FrontMatter(**fields)


def _is_other_code(old: Cell, new: Cell) -> bool:
    return old.kind == "code" and old.source != new.source


def _name(source: str, redaction: Redaction) -> Iterator[Finding]:
    if as_published(source, redaction) != source:
        message = "has a name with something that the rules in `redact` replace; the page's address has not"
        hint = "rename it: the record of a published site names the notebooks"
        yield Finding("privacy", message, Where(source), hint)


def _told(count: int, homes: int, changed: list[int], source: str) -> Iterator[Finding]:
    parts = []
    if count:
        parts.append(f"{count} {'place is' if count == 1 else 'places are'} replaced by the rules in `redact`")
    if homes:
        parts.append(f"{homes} home {'directory is' if homes == 1 else 'directories are'} shown as `~`")
    hint = ""
    if changed:
        named = ", ".join(map(str, changed[:MOST_CELLS])) + (", …" if len(changed) > MOST_CELLS else "")
        cells = "cell" if len(changed) == 1 else "cells"
        hint = f"the published code of {cells} {named} is not what ran; see that it still runs"
    yield Finding("privacy", " and ".join(parts), Where(source), hint, "note")
