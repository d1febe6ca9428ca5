"""What a click can do about a finding: a table from its kind to the edits that mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from blogtools.check.slug import fit_slug
from blogtools.edit.alternative_text import images
from blogtools.errors import Finding, Where
from blogtools.live.edits import AltEdit, Edit, FieldsEdit, OptionEdit, TagEdit
from blogtools.model import Post
from blogtools.transform.secrets.redact import TAG


class Fix(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button."""

    label: str
    edit: Edit
    asks: str = ""
    """`text`: the author's words go into the edit's `text` or `value` first."""


def fixes_of(post: Post, findings: Sequence[Finding]) -> list[tuple[Fix, ...]]:
    """For each finding, what can be done about it; `findings` are all of the post's, in the order of the checks."""
    found = []
    seen: Counter[tuple[str, Where]] = Counter()
    for finding in findings:
        maker = FIXES.get(finding.slug)
        is_here = finding.where.file in ("", post.source)
        found.append(maker(post, finding, seen[finding.slug, finding.where]) if maker and is_here else ())
        seen[finding.slug, finding.where] += 1
    return found


def _describe(post: Post, finding: Finding, rank: int) -> tuple[Fix, ...]:
    """Ask for the text of a picture; `rank` is that of the finding among those of its kind in one place."""
    number, line = finding.where.cell, finding.where.line
    if number is None or number > len(post.notebook.cells):
        return ()
    cell = post.notebook.cells[number - 1]
    if cell.kind == "code":
        return (Fix("Describe it", OptionEdit(number, "alt", ""), "text"),)
    without = [index for index, image in enumerate(images(cell)) if not image.alt and line in (None, image.line)]
    return (Fix("Describe it", AltEdit(number, without[rank]), "text"),) if rank < len(without) else ()


def _redact(post: Post, finding: Finding, _: int) -> tuple[Fix, ...]:
    number = finding.where.cell
    # The metadata cannot be masked, nor what is another notebook's.
    own = number is not None and any(cell.number == number and cell.origin is None for cell in post.cells)
    return (Fix("Mark as redacted", TagEdit(number, TAG)),) if own and number is not None else ()


def _use_slug(post: Post, _: Finding, __: int) -> tuple[Fix, ...]:
    slug = fit_slug(post.front.slug or post.slug)
    return (Fix(f"Use {slug}", FieldsEdit({"slug": slug})),)


FIXES: dict[str, Callable[[Post, Finding, int], tuple[Fix, ...]]] = {
    "missing-alt": _describe,
    "secret": _redact,
    "slug": _use_slug,
}
"""By kind of finding; all others only lead to their place."""
