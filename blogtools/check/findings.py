"""The ordered table of checks, and what all of them together find in a post."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from blogtools.check.alternative_text import find_images
from blogtools.check.description import check_description
from blogtools.check.machine_paths import find_machine_paths
from blogtools.check.run_order import check_run_order
from blogtools.check.secrets import find_shown_secrets
from blogtools.check.slug import check_slug
from blogtools.check.unfinished import find_unfinished
from blogtools.errors import Finding
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Post

Check = Callable[[Post, Memoizer], Iterator[Finding]]
"""Looks at a post after all steps, and changes nothing; what it asks of each cell by itself, it asks by the call."""

CHECKS: tuple[tuple[str, Check], ...] = (
    ("secret", find_shown_secrets),
    ("missing-alt", find_images),
    ("slug", check_slug),
    ("description", check_description),
    ("machine-path", find_machine_paths),
    ("unfinished", find_unfinished),
    ("run-order", check_run_order),
)
"""The slug of a check's findings, and the check."""


def check_post(post: Post, call: Memoizer = call_uncached) -> tuple[Finding, ...]:
    """What all checks find, in the order of the table, and of each what it finds from top to bottom.

    A `call` that remembers makes it fast for a post that is checked again after each change.
    """
    return tuple(finding for _, check in CHECKS for finding in check(post, call))


def with_checks(findings: Iterable[Finding], checked: Iterable[Finding]) -> tuple[Finding, ...]:
    """What reading and rendering found, and what the checks did, which tell more of the same: each thing once."""
    slugs = {slug for slug, _ in CHECKS}
    return (*(finding for finding in findings if finding.slug not in slugs), *checked)
