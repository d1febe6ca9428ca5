"""Follows the embeds of one post through as many notebooks as it takes."""

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
from blogtools.transform.embeds.footnotes import with_own_footnotes
from blogtools.transform.embeds.library import Library, ProblemError, did_you_mean
from blogtools.transform.embeds.referenced import ReferencedNotebook
from blogtools.transform.embeds.syntax import Embed, may_embed, merge_text_parts, split_at_embeds
from blogtools.transform.markdown.addresses import with_addresses

EMBED_OPTIONS = ("echo", "output")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|\?|$")
_SHOW, _REMOVE = Visibility.SHOW, Visibility.REMOVE


class _EmbedPath(msgspec.Struct, frozen=True):
    """How a cell was come to: from the Markdown cell of the post through cells that embed one another."""

    places: tuple[tuple[str, int], ...]
    """Notebook and number of each cell on the way."""
    text: str = ""
    """The same in words: `b.ipynb#intro (cell 2), which embeds `."""


class Embedder:
    """Made for one post."""

    def __init__(self, post: Post, context: Context) -> None:
        """Take a post whose options are set, and what it may ask about other notebooks."""
        self.library = Library(post, context)
        self.host = self.library.host
        self.labels = {name for cell in self.host.cells for name in cell_names(cell)}
        self.findings: list[Finding] = []
        """What its author may want to mend."""

    def expand(self, cell: Cell) -> Iterator[Cell]:
        """A Markdown cell of the post, with the cells it asks for; all of them have its number.

        Raises:
            EmbedError: one of them does not exist, or asks for this one.
        """
        try:
            parts = self.parts(cell, self.host, None, _EmbedPath(((self.host.name, cell.number),)))
        except ProblemError as problem:
            message = f"embeds {problem}"
            raise EmbedError(message, where=Where(self.host.name, cell.number), hint=problem.hint) from problem
        for part in parts:
            # What stands in a folded cell is folded.
            shown = cell.options.cell if part.options.cell is _SHOW else part.options.cell
            options = msgspec.structs.replace(part.options, cell=shown)
            yield msgspec.structs.replace(part, number=cell.number, options=options)

    def parts(self, cell: Cell, host: ReferencedNotebook, origin: Origin | None, way: _EmbedPath) -> list[Cell]:
        """The pieces of a Markdown cell of `host`, and between them what they ask for."""
        parts, overlooked = split_at_embeds(cell.source) if may_embed(cell.source) else ((cell.source,), False)
        if overlooked and host is self.host:
            message = "an embed inside a line, a quote or a callout was left as it is"
            self.report(message, "give it a line of its own, outside of them", way)
        asked = [self.cells(part, host, way) if isinstance(part, Embed) else None for part in parts]
        if not any(cells is not None for cells in asked):
            return [self.piece(cell, cell.source, host, origin)]
        texts = [
            part.line if isinstance(part, Embed) and cells is None else part
            for part, cells in zip(parts, asked, strict=True)
        ]
        embedded = iter(cells for cells in asked if cells is not None)
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
        """A piece of a Markdown cell; the addresses in it lead to where they led in its own notebook."""
        if host.path:
            text = with_addresses(text, lambda url: _from_here(url, host.path))
        return msgspec.structs.replace(cell, source=text, origin=origin)

    def cells(self, embed: Embed, host: ReferencedNotebook, way: _EmbedPath) -> list[Cell] | None:
        """The cells that an embed in `host` asks for; None if it is an ordinary image after all."""
        if embed.is_image:
            referenced = self.library.owner(embed, host, way.text)
            target = referenced.labeled(embed.names[0]) if referenced else None
            return None if referenced is None or target is None else self.copies(target, embed, referenced, way)
        referenced = self.library.named(embed, host, way.text)
        result: list[Cell] = []
        for name in embed.names:
            target = referenced.find(name)
            if target is None:
                text = f"{way.text}{embed.written}, but no cell of {referenced.name} is called {name}"
                hint = did_you_mean(name, referenced.names()) or "name the cell there with a line `#| label: NAME`"
                raise ProblemError(text, hint)
            result += self.copies(target, msgspec.structs.replace(embed, names=(name,)), referenced, way)
        return result

    def copies(self, target: Cell, embed: Embed, referenced: ReferencedNotebook, way: _EmbedPath) -> list[Cell]:
        """What one cell becomes in the post: itself, or its pieces and what it embeds."""
        (name,) = embed.names
        place = (referenced.name, target.number)
        text = f"{way.text}{referenced.name}#{name} (cell {target.number})"
        if place in way.places:
            text += ", and so on in a circle"
            raise ProblemError(text, "take one of these embeds out")
        anchor = name if name in cell_names(target) and target.kind == "code" else ""
        origin = (
            Origin(referenced.name, name, referenced.title, referenced.language, anchor) if referenced.path else None
        )
        if target.kind != "markdown":
            return [self.copy(target, embed, referenced, origin, way)]
        if referenced.path:
            target = with_own_footnotes(target, referenced.cells, referenced.name)
        options = msgspec.structs.replace(target.options, cell=_shown(target.options.cell))
        target = msgspec.structs.replace(target, options=options)
        return self.parts(target, referenced, origin, _EmbedPath((*way.places, place), f"{text}, which embeds "))

    def copy(
        self, target: Cell, embed: Embed, referenced: ReferencedNotebook, origin: Origin | None, way: _EmbedPath
    ) -> Cell:
        """A code or raw cell, showing what the embed asks for; what its own page folds stays folded."""
        options = target.options
        source, output = _shown(options.source), _shown(options.output)
        if embed.is_image:
            source = _REMOVE if target.outputs else source
        else:
            flags = self.flags(embed, way)
            source = source if flags.get("echo") else _REMOVE
            output = output if flags.get("output", True) else _REMOVE
            if source is _REMOVE and not target.outputs and target.kind == "code":
                self.report(f"{embed.written} has no outputs to show", "add echo=true to show its source", way)
        own = not referenced.path or options.label in self.labels
        options = msgspec.structs.replace(
            options,
            cell=_shown(options.cell),
            source=source,
            output=output,
            # A page has an id once: where the label is this post's own, its own cell keeps it.
            label=None if own else options.label,
            alt=embed.alt or options.alt,
        )
        # Updates of displays are done; their ids must not meet those of this post.
        outputs = tuple(msgspec.structs.replace(output, display_id=None) for output in target.outputs)
        return msgspec.structs.replace(target, options=options, outputs=outputs, origin=origin)

    def flags(self, embed: Embed, way: _EmbedPath) -> dict[str, bool]:
        """The options of a shortcode; what cannot be meant is told."""
        flags = {}
        for written, value in embed.options.items():
            option = "output" if written == "outputs" else written
            if option not in EMBED_OPTIONS:
                hint = did_you_mean(option, EMBED_OPTIONS) or f"there are: {', '.join(EMBED_OPTIONS)}"
                self.report(f"unknown option {written} of {embed.written}", hint, way)
            elif value.lower() not in _FLAGS:
                self.report(f"{written}={value}: expected true or false", "", way)
            else:
                flags[option] = _FLAGS[value.lower()]
        return flags

    def report(self, message: str, hint: str, way: _EmbedPath) -> None:
        """Note something about an embed; what stands in other notebooks is told when those are built."""
        if len(way.places) == 1:
            self.findings.append(Finding("embed", message, Where(*way.places[0]), hint))


def _shown(visibility: Visibility) -> Visibility:
    """Who embeds something wants it shown, whatever its own page does."""
    return _SHOW if visibility is _REMOVE else visibility


def _from_here(url: str, path: str) -> str:
    """A URL in the notebook at `path`, as it must be written in the post."""
    if url.startswith("#"):
        return quote(path) + url
    folder = posixpath.dirname(path)
    if not folder or _ELSEWHERE.match(url):
        return url
    end = re.search(r"[?#]|$", url)
    file = url[: end.start()] if end else url
    slash = "/" if file.endswith("/") else ""
    return posixpath.normpath(f"{quote(folder)}/{file}") + slash + url[len(file) :]
