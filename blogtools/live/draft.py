"""A notebook as an editor has it, kept up to date with the cells that changed."""

from __future__ import annotations

import msgspec

from blogtools.errors import BlogtoolsError

LARGEST = 64_000_000
"""Largest notebook, in bytes, that has a live preview; about three times the largest that GitHub displays."""


class Update(msgspec.Struct, frozen=True):
    """A message from an editor: the whole notebook first, then only what changed."""

    order: list[str]
    """Ids of all cells, in order."""
    cells: dict[str, msgspec.Raw] = {}
    """Cell id to nbformat 4 JSON, for each cell that changed."""
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    base: int = 0
    """The revision that the changes apply to; 0 is the empty notebook."""


class UnknownRevisionError(Exception):
    """The update applies to a revision that is not here; the editor must send the whole notebook."""


class TooLargeError(BlogtoolsError):
    """The notebook is too large for a live preview."""

    slug = "too-large"


class Draft(msgspec.Struct, frozen=True):
    """A notebook after some updates."""

    revision: int = 0
    cells: dict[str, bytes] = {}
    """Cell id to JSON, in the order of the notebook."""
    metadata: bytes = b"{}"

    @property
    def size(self) -> int:
        """The size of all cells in bytes."""
        return sum(map(len, self.cells.values()))

    def same_content(self, other: Draft) -> bool:
        """Return True if both drafts are the same notebook, whatever their revisions."""
        return self.metadata == other.metadata and [*self.cells.items()] == [*other.cells.items()]

    def after(self, update: Update) -> Draft:
        """Return the notebook after one more update.

        Raises:
            UnknownRevisionError: the update applies to another revision, or names a cell that was never sent.
            TooLargeError: the notebook would have more than `LARGEST` bytes.
        """
        if update.base not in (0, self.revision):
            raise UnknownRevisionError
        known = self.cells if update.base else {}
        cells = {}
        for name in update.order:
            cell = update.cells.get(name)
            if cell is not None:
                # The copy lets the request's buffer be freed.
                cells[name] = bytes(cell)
            elif name in known:
                cells[name] = known[name]
            else:
                raise UnknownRevisionError
        draft = Draft(self.revision + 1, cells, bytes(update.metadata))
        if draft.size > LARGEST:
            message = f"The notebook has {draft.size // 1_000_000} MB, too much for a preview while you type."
            hint = "Clear outputs you do not need, or save it and run `blogtools convert`, which has no limit."
            raise TooLargeError(message, hint=hint)
        return draft
