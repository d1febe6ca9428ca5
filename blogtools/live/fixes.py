"""One-click fixes: a table from a finding's slug to the edits that resolve it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, cached_property

import msgspec

from blogtools.check.accessibility.drafts import draft_alt
from blogtools.check.accessibility.vague_alt import vague
from blogtools.check.slug import fit_slug
from blogtools.check.tracebacks import RAISES
from blogtools.edit.alternative_text import images
from blogtools.errors import Finding, Where
from blogtools.live.edits import AltEdit, Edit, FieldsEdit, OptionEdit, TagEdit
from blogtools.model import Post
from blogtools.transform.metadata_lines import is_abstract
from blogtools.transform.secrets.marks import TAG


class Fix(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button that applies an edit."""

    label: str
    edit: Edit
    asks: str = ""
    """`text` if the author is asked for the edit's `text` or `value` first; else empty."""


def fixes_of(post: Post, findings: Sequence[Finding]) -> list[tuple[Fix, ...]]:
    """Return the fixes of each finding; `findings` are all those of the post, in check order."""
    found = []
    seen: Counter[tuple[str, Where]] = Counter()
    cells = _Cells(post)
    for finding in findings:
        maker = FIXES.get(finding.slug)
        is_here = finding.where.file in ("", post.source)
        found.append(maker(cells, finding, seen[finding.slug, finding.where]) if maker and is_here else ())
        seen[finding.slug, finding.where] += 1
    return found


class _Cells:
    """The cells of a post, and what several findings ask of one, worked out once."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.undescribed = cache(self._undescribed)

    @cached_property
    def redactable(self) -> frozenset[int]:
        """Numbers of the cells that can be redacted: not metadata, and not cells of another notebook."""
        return frozenset(cell.number for cell in self.post.cells if cell.origin is None and not is_abstract(cell))

    def _undescribed(self, number: int, slug: str) -> dict[int | None, list[int]]:
        """Return the images of a cell that findings of a slug are about, by line, and all of them by None."""
        found: dict[int | None, list[int]] = {}
        for index, image in enumerate(images(self.post.notebook.cells[number - 1])):
            if not image.alt if slug == "missing-alt" else vague(image.alt, image.url):
                found.setdefault(image.line, []).append(index)
                found.setdefault(None, []).append(index)
        return found


def _describe(cells: _Cells, finding: Finding, rank: int) -> tuple[Fix, ...]:
    """Offer to describe an image that has no alternative text, or one that says nothing.

    `rank` counts findings of the same slug and place from 0.
    """
    number, line = finding.where.cell, finding.where.line
    if number is None or not 0 < number <= len(cells.post.notebook.cells):
        return ()
    cell = cells.post.notebook.cells[number - 1]
    if cell.kind == "code":
        return (Fix("Describe it", OptionEdit(number, "alt", draft_alt(cell.source)), "text"),)
    wanted = cells.undescribed(number, finding.slug).get(line, ())
    return (Fix("Describe it", AltEdit(number, wanted[rank]), "text"),) if rank < len(wanted) else ()


def _mark_as_meant(_: _Cells, finding: Finding, __: int) -> tuple[Fix, ...]:
    number = finding.where.cell
    return (Fix("Mark as meant", TagEdit(number, RAISES)),) if number is not None else ()


def _redact(cells: _Cells, finding: Finding, _: int) -> tuple[Fix, ...]:
    number = finding.where.cell
    return (Fix("Mark as redacted", TagEdit(number, TAG)),) if number in cells.redactable else ()


def _use_slug(cells: _Cells, _: Finding, __: int) -> tuple[Fix, ...]:
    slug = fit_slug(cells.post.front.slug or cells.post.slug)
    return (Fix(f"Use {slug}", FieldsEdit({"slug": slug})),)


FIXES: dict[str, Callable[[_Cells, Finding, int], tuple[Fix, ...]]] = {
    "missing-alt": _describe,
    "secret": _redact,
    "slug": _use_slug,
    "traceback": _mark_as_meant,
    "vague-alt": _describe,
}
"""Finding slug to the function that makes its fixes; findings without one only link to their place."""
