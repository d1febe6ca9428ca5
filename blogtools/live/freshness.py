"""Freshness: whether outputs match the code, and the built and the published page the notebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Literal

import msgspec

from blogtools.content.discover import default_output_folder
from blogtools.errors import BlogtoolsError
from blogtools.live.membership import Membership, membership_of
from blogtools.live.page import LivePage, NotebookPlace, RenderCache, saved_page
from blogtools.model import Notebook, Output
from blogtools.read.notebook import decode_notebook, read_bytes
from blogtools.store.output import Destination

PageState = Literal["unknown", "never", "same", "older"]
ReadSite = Callable[[str], bytes | None]
"""Returns a file of a site by its path; None if there is no such file."""

_ANCHOR = re.compile(rb'<span id="[^"]*"></span>\n?')
"""Former anchors of renamed headings, which only a build adds."""


class Publication(msgspec.Struct, frozen=True):
    """The site that readers have, as far as it is known."""

    goal: str = ""
    """Name of the place that the blog is published to; empty if none is known."""
    read: ReadSite = lambda name: None  # noqa: ARG005 - nothing is published
    note: str = ""
    """Why this may not be the latest, as half a sentence; empty if it is."""
    by_push: bool = False
    """True if a workflow publishes what is pushed, of which nothing is known here."""


class Freshness(msgspec.Struct, frozen=True):
    """Freshness as read from execution counts, the output folder and the published files."""

    code: int = 0
    """Number of non-empty code cells."""
    not_run: tuple[int, ...] = ()
    """Numbers of the cells that have no execution count."""
    out_of_order: tuple[int, ...] = ()
    """Numbers of the cells that ran before a cell above them."""
    membership: Membership = "blog"
    built: PageState = "unknown"
    """In the output folder: no page (`never`), the `same` page, an `older` one, or `unknown` for one not on disk."""
    published: PageState = "unknown"
    """Likewise, what readers have; `unknown` too if no place is known that the blog is published to."""
    goal: str = ""
    """Name of that place."""
    note: str = ""
    """Why `published` may not be the latest."""
    by_push: bool = False
    """As of `Publication`."""


def freshness_of(
    place: NotebookPlace, notebook: Notebook, page: LivePage, publication: Publication | None = None
) -> Freshness:
    """Return how fresh a notebook's outputs and its built and published pages are."""
    cells = [cell for cell in notebook.cells if cell.kind == "code" and cell.source.strip()]
    latest, late = 0, []
    for cell in cells:
        count = cell.execution_count or 0
        if 0 < count < latest:
            late.append(cell.number)
        latest = max(latest, count)
    not_run = tuple(cell.number for cell in cells if cell.execution_count is None)
    publication = publication or Publication()
    return Freshness(
        len(cells),
        not_run,
        tuple(late),
        membership_of(place),
        page_state(place, page, built_files(place), notebook) if place.on_disk else "unknown",
        page_state(place, page, publication.read, notebook) if publication.goal else "unknown",
        publication.goal,
        publication.note,
        publication.by_push,
    )


def built_files(place: NotebookPlace) -> ReadSite:
    """Return a function that reads the blog's output folder."""
    return Destination(default_output_folder(place.blog, "html")).read


def page_state(place: NotebookPlace, page: LivePage, read: ReadSite, notebook: Notebook | None = None) -> PageState:
    """Compare a page with the one of a site.

    What a site has was made from a file, which may have the keys of JSON in another order than the editor: if the file
    has the same content as `notebook`, the page that the file makes counts, too.
    """
    there = read(page.path)
    if there is None:
        return "never"
    if page.post.front.draft:
        return "older"
    if _shows(there, page):
        return "same"
    saved = _saved_page(place, notebook) if notebook is not None and place.on_disk else None
    return "same" if saved is not None and saved.path == page.path and _shows(there, saved) else "older"


def _shows(there: bytes, page: LivePage) -> bool:
    # The navigation below the body changes with other posts, so it does not count.
    end = page.placeholders.body_end if page.placeholders.body_end >= 0 else page.placeholders.nav
    here = page.content[: end if end >= 0 else None]
    return there.startswith(here) or _ANCHOR.sub(b"", there).startswith(_ANCHOR.sub(b"", here))


def _saved_page(place: NotebookPlace, notebook: Notebook) -> LivePage | None:
    """Return the page of the notebook's file if that has the same content as `notebook`."""
    try:
        # As the editor has it: a post has what its author redacts replaced.
        saved = decode_notebook(read_bytes(place.source.path, place.source.name), place.source.name)
        return saved_page(place, RenderCache()) if is_same(saved, notebook) else None
    except BlogtoolsError:
        return None  # The file cannot be read, so it is not what was published.


def is_same(one: Notebook, other: Notebook, *, ignored: Collection[str] = ()) -> bool:
    """Return True if two notebooks have the same content, whatever their cell ids and the order of their JSON keys.

    `ignored` are keys of the notebooks' metadata that make no difference.
    """
    these, those = (
        {key: value for key, value in notebook.metadata.items() if key not in ignored} for notebook in (one, other)
    )
    return these == those and _content(one) == _content(other)


def _content(notebook: Notebook) -> list[object]:
    return [
        (
            cell.kind,
            cell.source,
            {key: value for key, value in cell.metadata.items() if key != "trusted"},
            [_saved(output) for output in cell.outputs],
            cell.attachments,
        )
        for cell in notebook.cells
    ]


def _saved(output: Output) -> Output:
    return msgspec.structs.replace(output, display_id=None)  # Files do not have it.
