"""The gate at the public door: errors stop publishing, unless the author lets their kind through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from blogtools.config import BlogConfig
from blogtools.errors import Finding, UsageError, nearest
from blogtools.findings.levels import known_kinds


def check_kinds(kinds: Iterable[str], blog: BlogConfig) -> frozenset[str]:
    """Return the kinds of findings to let through.

    Raises:
        UsageError: there is no such kind, or nothing can be published where it is found.
    """
    # Few let anything through.
    from blogtools.findings.kinds import FINDING_KINDS

    kinds = tuple(kinds)
    known = known_kinds(blog) if kinds else set()
    for kind in kinds:
        if kind not in known:
            near = nearest(kind, known)
            message = f"there is no kind of findings named {kind!r}"
            raise UsageError(message, hint=f"did you mean {near}?" if near else "`blogtools check` names the kinds")
        if kind in FINDING_KINDS and FINDING_KINDS[kind].severity == "stop":
            message = f"{kind!r} cannot be let through: where it is found, there is no page to publish"
            raise UsageError(message, hint=FINDING_KINDS[kind].remedy)
    return frozenset(kinds)


def split_errors(
    findings: Sequence[Finding], let_through: frozenset[str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings of severity error that stop publishing, and those that the author lets through."""
    errors = [one for one in findings if one.severity == "error"]
    return (
        tuple(one for one in errors if one.slug not in let_through),
        tuple(one for one in errors if one.slug in let_through),
    )


def count_kinds(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each kind, such as `2 secret, 1 alias`."""
    return ", ".join(f"{number} {slug}" for slug, number in sorted(Counter(one.slug for one in findings).items()))
