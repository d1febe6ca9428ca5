"""The ordered table of checks, and functions that run them."""

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
"""A function that inspects a transformed post; it makes work on a single cell through the memoizer."""

CHECKS: tuple[tuple[str, Check], ...] = (
    ("secret", find_shown_secrets),
    ("missing-alt", find_images),
    ("slug", check_slug),
    ("description", check_description),
    ("machine-path", find_machine_paths),
    ("unfinished", find_unfinished),
    ("run-order", check_run_order),
)
"""Slug of a check's findings, and the check."""


def check_post(post: Post, call: Memoizer = call_uncached) -> tuple[Finding, ...]:
    """Run all checks on a post; return their findings in the order of the table, then of the notebook.

    A caching `call` makes this fast for a post that is checked again after each edit.
    """
    return tuple(finding for _, check in CHECKS for finding in check(post, call))


def with_checks(findings: Iterable[Finding], checked: Iterable[Finding]) -> tuple[Finding, ...]:
    """Combine the findings of reading and rendering with those of the checks, without duplicates.

    Where both report a problem, the finding of the check is kept, because it is more precise.
    """
    slugs = {slug for slug, _ in CHECKS}
    return (*(finding for finding in findings if finding.slug not in slugs), *checked)
