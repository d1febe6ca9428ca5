"""The post that is being written, as far as completion asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import msgspec

from blogtools.content.load import as_post
from blogtools.errors import BlogtoolsError
from blogtools.live.page import NotebookPlace, files_around
from blogtools.live.suggestions import Suggestions, suggestions_for
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Cell, Notebook, Post, Visibility
from blogtools.read.metadata import NOTHING
from blogtools.transform.context import Context
from blogtools.transform.crossrefs.labels import Label, kind_of
from blogtools.transform.crossrefs.number_cells import NumberedCells, number_cells
from blogtools.transform.crossrefs.words import words_of
from blogtools.transform.embeds.referenced import read_referenced
from blogtools.transform.headings import find_headings
from blogtools.transform.identity import post_from_notebook
from blogtools.transform.inline.step import translate_cells
from blogtools.transform.inserts.includes import include_files
from blogtools.transform.inserts.step import fill_shortcodes
from blogtools.transform.markdown.parse import parse_cells
from blogtools.transform.steps import apply_options, remove_hidden

_STEPS = (apply_options, remove_hidden, include_files, fill_shortcodes)
"""The steps after which all labels and headings of a post's own cells are in them."""


class Writing:
    """A draft and its surroundings; what is not asked for is not read."""

    def __init__(self, place: NotebookPlace, notebook: Notebook, cell: Cell, call: Memoizer) -> None:
        """Begin with the cell that is being written; `call` keeps what does not depend on that cell."""
        self.place, self.notebook, self.cell = place, notebook, cell
        self._call = call

    @property
    def context(self) -> Context:
        """The blog outside of the post."""
        return self.place.context

    @cached_property
    def post(self) -> Post:
        """The post, before any step; without metadata while that is half written."""
        return _post(self.place, self.notebook, self._call)

    @cached_property
    def words(self) -> dict[str, str]:
        """The names of figures, tables and so on in the language of the post."""
        return words_of(self.post.front.language or self.context.language)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Terms, pictures and posts of the blog."""
        return suggestions_for(self.place)

    @cached_property
    def places(self) -> tuple[Label, ...]:
        """Return the targets of references: all that has a label, and headings; those of the cell come last."""
        others = tuple(cell for cell in self.notebook.cells if cell is not self.cell)
        metadata = msgspec.json.encode(self.notebook.metadata)
        return (
            *self._call(_places_of, self.place, others, metadata),
            *_places_of(self.place, (self.cell,), metadata),
        )

    def places_in(self, path: str) -> tuple[Label, ...]:
        """Return the same of another post, given the path of its notebook; none if it cannot be read."""
        data = self.context.read_file(path)
        return self._call(_places_in, self.place, path, data) if data is not None else ()


def _post(place: NotebookPlace, notebook: Notebook, call: Memoizer) -> Post:
    try:
        return as_post(place.source, notebook, files_around(place), call)
    except BlogtoolsError:
        return post_from_notebook(notebook, NOTHING, frozenset(), place.source.name)


def _places_of(place: NotebookPlace, cells: tuple[Cell, ...], metadata: bytes) -> tuple[Label, ...]:
    """Return the places in some cells of a notebook with this metadata, as JSON."""
    post = _post(place, Notebook(cells, msgspec.json.decode(metadata)), call_uncached)
    for step in _STEPS:
        post = step(post, place.context)
    return tuple(_places(post.cells))


def _places_in(place: NotebookPlace, path: str, _data: bytes) -> tuple[Label, ...]:
    """Return the places in another post; what is in its file is the cache key."""
    source = place.source
    home = post_from_notebook(Notebook(()), NOTHING, frozenset(), source.name, (), source.redaction)
    try:
        other = read_referenced(path, home, place.context)
    except BlogtoolsError:
        return ()  # What is wrong with it is an error of its own post.
    cells = tuple(cell for cell in other.cells if cell.options.cell is not Visibility.REMOVE) if other else ()
    return tuple(_places(cells))


def _places(cells: tuple[Cell, ...]) -> Iterator[Label]:
    """Yield what has a label, and the headings that have none, whose anchor tells where they are."""
    numbered = number_cells(cells, words_of(""))
    labels = numbered.registry.labels
    yield from labels.values()
    yield from _without_output(numbered, cells)
    anchors = {label.anchor for label in labels.values()}
    for heading in find_headings(parse_cells(translate_cells(cells, call_uncached))):
        if heading.anchor not in anchors:
            yield Label("", "section", "", heading.text, heading.anchor, heading.cell)


def _without_output(numbered: NumberedCells, cells: tuple[Cell, ...]) -> Iterator[Label]:
    """Yield the labels of cells that have not run yet, or whose outputs an editor has not sent."""
    options = {cell.number: cell.options for cell in cells if cell.kind == "code"}
    for name, number in numbered.without_output.items():
        caption = options[number].caption if number in options else None
        yield Label(name, kind_of(name), "", caption or "", name, number)
