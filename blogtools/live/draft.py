"""A notebook as it stands in an editor, kept up to date by the cells that changed."""

from __future__ import annotations

import msgspec

from blogtools.errors import BlogtoolsError

LARGEST = 64_000_000
"""Bytes of a notebook that is rendered while it is written. The largest that GitHub shows have a third of that."""


class Update(msgspec.Struct, frozen=True):
    """What an editor tells: all of the notebook at first, then what changed."""

    order: list[str]
    """Ids of all cells, from the first to the last."""
    cells: dict[str, msgspec.Raw] = {}
    """By id, each cell that changed, as nbformat 4 writes it."""
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    base: int = 0
    """The revision that these are changes of; 0 is the empty notebook."""


class UnknownRevisionError(Exception):
    """The update changes something that is not here: the editor must tell the whole notebook again."""


class TooLargeError(BlogtoolsError):
    """A notebook is too large to be rendered with every key."""

    slug = "too-large"


class Draft(msgspec.Struct, frozen=True):
    """The notebook after some updates."""

    revision: int = 0
    cells: dict[str, bytes] = {}
    """By id, in order: JSON of each cell."""
    metadata: bytes = b"{}"

    @property
    def size(self) -> int:
        """Bytes of all cells."""
        return sum(map(len, self.cells.values()))

    def says(self, other: Draft) -> bool:
        """Whether it is the same notebook as another one, whatever the revision."""
        return self.metadata == other.metadata and [*self.cells.items()] == [*other.cells.items()]

    def after(self, update: Update) -> Draft:
        """The notebook after one more update.

        Raises:
            UnknownRevisionError: the update builds on a revision that this is not, or names a cell that never came.
            TooLargeError: the notebook would have more than `LARGEST` bytes.
        """
        if update.base not in (0, self.revision):
            raise UnknownRevisionError
        known = self.cells if update.base else {}
        cells = {}
        for name in update.order:
            cell = update.cells.get(name)
            if cell is not None:
                # A copy of its own lets go of the request that it came with.
                cells[name] = bytes(cell)
            elif name in known:
                cells[name] = known[name]
            else:
                raise UnknownRevisionError
        draft = Draft(self.revision + 1, cells, bytes(update.metadata))
        if draft.size > LARGEST:
            message = f"The notebook has {draft.size // 1_000_000} MB, too many to show its page with every key."
            hint = "Clear outputs that need not be kept; or save it, and run `blogtools convert`, which has no limit."
            raise TooLargeError(message, hint=hint)
        return draft
