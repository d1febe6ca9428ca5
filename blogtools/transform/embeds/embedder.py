"""Resolves the embeds of a post, recursively through other notebooks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from blogtools.errors import EmbedError, Finding, Where
from blogtools.model import Cell, Origin, Post, Visibility
from blogtools.transform.cell_names import cell_names
from blogtools.transform.context import Context
from blogtools.transform.dialects.written_lines import with_first_line
from blogtools.transform.embeds.footnotes import with_own_footnotes
from blogtools.transform.embeds.library import Library, ProblemError, did_you_mean
from blogtools.transform.embeds.referenced import ReferencedNotebook
from blogtools.transform.embeds.syntax import Embed, may_embed, merge_text_parts, split_at_embeds
from blogtools.transform.markdown.addresses import with_addresses

EMBED_OPTIONS = ("echo", "output")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_NOT_RELATIVE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|\?|$")
_SHOW, _REMOVE = Visibility.SHOW, Visibility.REMOVE


class _EmbedPath(msgspec.Struct, frozen=True):
    """The chain of embeds that leads to a cell, from the Markdown cell of the post."""

    places: tuple[tuple[str, int], ...]
    """Notebook and number of each cell in the chain."""
    text: str = ""
    """The chain as the start of a message: `b.ipynb#intro (cell 2), which embeds `."""


class Embedder:
    """Expands the embeds of one post."""

    def __init__(self, post: Post, context: Context) -> None:
        """Create an embedder for a post whose options are set."""
        self.library = Library(post, context)
        self.host = self.library.host
        self.labels = {name for cell in self.host.cells for name in cell_names(cell)}
        self.findings: list[Finding] = []
        """Problems with embeds that did not keep the post from being built."""

    def expand(self, cell: Cell) -> Iterator[Cell]:
        """Yield the pieces of a Markdown cell of the post and the cells it embeds, all with its number.

        Raises:
            EmbedError: An embedded cell does not exist, or embeds this one.
        """
        try:
            parts = self.parts(cell, self.host, None, _EmbedPath(((self.host.name, cell.number),)))
        except ProblemError as problem:
            message = f"embeds {problem}"
            raise EmbedError(message, where=Where(self.host.name, cell.number), hint=problem.hint) from problem
        for part in parts:
            # Cells embedded in a folded cell are folded.
            shown = cell.options.cell if part.options.cell is _SHOW else part.options.cell
            options = msgspec.structs.replace(part.options, cell=shown)
            yield msgspec.structs.replace(part, number=cell.number, options=options)

    def parts(self, cell: Cell, host: ReferencedNotebook, origin: Origin | None, trail: _EmbedPath) -> list[Cell]:
        """Return the pieces of a Markdown cell of `host`, with the embedded cells between them."""
        parts, overlooked = split_at_embeds(cell.source) if may_embed(cell.source) else ((cell.source,), False)
        if overlooked and host is self.host:
            message = "an embed inside a line, a quote or a callout is not resolved"
            self.report(message, "put it on a line of its own, outside quotes and callouts", trail)
        replacements = [self.cells(part, host, trail) if isinstance(part, Embed) else None for part in parts]
        if not any(cells is not None for cells in replacements):
            return [self.piece(cell, cell.source, host, origin)]
        texts = [
            part.line if isinstance(part, Embed) and cells is None else part
            for part, cells in zip(parts, replacements, strict=True)
        ]
        embedded = iter(cells for cells in replacements if cells is not None)
        result: list[Cell] = []
        last: int | None = None
        for text in merge_text_parts(texts):
            if isinstance(text, str):
                last = len(result)
                piece = msgspec.structs.replace(origin, shows_attribution=False) if origin else None
                result.append(self.piece(cell, text, host, piece))
            else:
                result += next(embedded)
        if last is not None:
            result[last] = msgspec.structs.replace(result[last], origin=origin)
        return result

    def piece(self, cell: Cell, text: str, host: ReferencedNotebook, origin: Origin | None) -> Cell:
        """Return a piece of a Markdown cell, with its URLs rewritten to be relative to the embedding notebook."""
        lines = with_first_line(cell, text)
        if host.path:
            text = with_addresses(text, lambda url: _from_here(url, host.path))
        return msgspec.structs.replace(cell, source=text, origin=origin, lines=lines)

    def cells(self, embed: Embed, host: ReferencedNotebook, trail: _EmbedPath) -> list[Cell] | None:
        """Return the cells that an embed in `host` refers to; None if it is an ordinary image."""
        if embed.is_image:
            referenced = self.library.owner(embed, host, trail.text)
            target = referenced.labeled(embed.names[0]) if referenced else None
            return None if referenced is None or target is None else self.copies(target, embed, referenced, trail)
        referenced = self.library.named(embed, host, trail.text)
        result: list[Cell] = []
        for name in embed.names:
            target = referenced.find(name)
            if target is None:
                text = f"{trail.text}{embed.written}, but {referenced.name} has no cell named {name}"
                hint = did_you_mean(name, referenced.names()) or "name the cell there with a line `#| label: NAME`"
                raise ProblemError(text, hint)
            result += self.copies(target, msgspec.structs.replace(embed, names=(name,)), referenced, trail)
        return result

    def copies(self, target: Cell, embed: Embed, referenced: ReferencedNotebook, trail: _EmbedPath) -> list[Cell]:
        """Return a cell as it is embedded: the cell itself, or its pieces and the cells it embeds in turn."""
        (name,) = embed.names
        place = (referenced.name, target.number)
        text = f"{trail.text}{referenced.name}#{name} (cell {target.number})"
        if place in trail.places:
            text += ", and so on in a cycle"
            raise ProblemError(text, "remove one of these embeds")
        anchor = name if name in cell_names(target) and target.kind == "code" else ""
        origin = (
            Origin(referenced.name, name, referenced.title, referenced.language, anchor, referenced.sanitize)
            if referenced.path
            else None
        )
        if target.kind != "markdown":
            return [self.copy(target, embed, referenced, origin, trail)]
        if referenced.path:
            target = with_own_footnotes(target, referenced.cells, referenced.name)
        options = msgspec.structs.replace(target.options, cell=_visible(target.options.cell))
        target = msgspec.structs.replace(target, options=options)
        return self.parts(target, referenced, origin, _EmbedPath((*trail.places, place), f"{text}, which embeds "))

    def copy(
        self, target: Cell, embed: Embed, referenced: ReferencedNotebook, origin: Origin | None, trail: _EmbedPath
    ) -> Cell:
        """Return a code or raw cell with the parts that the embed shows; parts that its own page folds stay folded."""
        options = target.options
        source, output = _visible(options.source), _visible(options.output)
        if embed.is_image:
            source = _REMOVE if target.outputs else source
        else:
            flags = self.flags(embed, trail)
            source = source if flags.get("echo") else _REMOVE
            output = output if flags.get("output", True) else _REMOVE
            if source is _REMOVE and not target.outputs and target.kind == "code":
                self.report(f"{embed.written} has no outputs to show", "add echo=true to show its source", trail)
        own = not referenced.path or options.label in self.labels
        options = msgspec.structs.replace(
            options,
            cell=_visible(options.cell),
            source=source,
            output=output,
            # Ids are unique on a page: if a cell of this post has the same label, that one keeps it.
            label=None if own else options.label,
            alt=embed.alt or options.alt,
        )
        # Display updates have been applied; the ids must not clash with those of this post.
        outputs = tuple(msgspec.structs.replace(output, display_id=None) for output in target.outputs)
        return msgspec.structs.replace(target, options=options, outputs=outputs, origin=origin)

    def flags(self, embed: Embed, trail: _EmbedPath) -> dict[str, bool]:
        """Return the options of a shortcode; invalid ones are reported."""
        flags = {}
        for written, value in embed.options.items():
            option = "output" if written == "outputs" else written
            if option not in EMBED_OPTIONS:
                hint = did_you_mean(option, EMBED_OPTIONS) or f"choose from {', '.join(EMBED_OPTIONS)}"
                self.report(f"unknown option {written} of {embed.written}", hint, trail)
            elif value.lower() not in _FLAGS:
                self.report(f"{written}={value}: expected true or false", "", trail)
            else:
                flags[option] = _FLAGS[value.lower()]
        return flags

    def report(self, message: str, hint: str, trail: _EmbedPath) -> None:
        """Add a finding, but only about the post itself: other notebooks report theirs when they are built."""
        if len(trail.places) == 1:
            self.findings.append(Finding("embed", message, Where(*trail.places[0]), hint))


def _visible(visibility: Visibility) -> Visibility:
    """Return the visibility of an embedded part: one that its own page removes is shown."""
    return _SHOW if visibility is _REMOVE else visibility


def _from_here(url: str, path: str) -> str:
    """Return a URL from the notebook at `path`, relative to the post."""
    if url.startswith("#"):
        return quote(path) + url
    folder = posixpath.dirname(path)
    if not folder or _NOT_RELATIVE.match(url):
        return url
    end = re.search(r"[?#]|$", url)
    file = url[: end.start()] if end else url
    slash = "/" if file.endswith("/") else ""
    return posixpath.normpath(f"{quote(folder)}/{file}") + slash + url[len(file) :]
