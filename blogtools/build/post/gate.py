"""The gate that every page passes before it is written: no post goes out with a password, key or token in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from blogtools.check.secrets import SECRET, find_shown_secrets, refuse_secrets
from blogtools.config import BlogConfig
from blogtools.errors import BlogtoolsError, CellOptionError, Finding, FrontMatterError, HiddenTextError
from blogtools.findings.levels import apply_levels
from blogtools.memo import call_uncached
from blogtools.model import Page, Post
from blogtools.plugins.load import plugins_of

_SLIPS: dict[str, type[BlogtoolsError]] = {
    kind.slug: kind for kind in (FrontMatterError, CellOptionError, HiddenTextError)
}
"""Kinds of findings of severity error that are slips in what hides a post, or something in it."""


def pass_gate(
    post: Post, blog: BlogConfig, *, checks: bool = False, let_through: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return the findings of the checks (without `checks`, of that for secrets only), before levels are applied.

    Raises:
        FrontMatterError, CellOptionError, HiddenTextError: a key, tag, option or mark looks as if it was to hide the
            post or something in it.
        SecretError: readers would see a secret that neither the author's levels nor `let_through` accept.
    """
    _refuse_slips(post)
    if checks:
        # `convert` runs none of the others.
        from blogtools.check.findings import check_post

        found = check_post(post, plugins=plugins_of(blog))
    else:
        found = tuple(find_shown_secrets(post, call_uncached))
    secrets = [one for one in found if one.slug == SECRET]
    if secrets and SECRET not in let_through:
        refuse_secrets(
            [one for one in apply_levels(secrets, blog, post) if one.severity == "error"], "the page is withheld"
        )
    return found


def holds_back(finding: Finding) -> bool:
    """Return True for findings that keep the page from being written."""
    return finding.severity == "error" and finding.slug in (SECRET, *_SLIPS)


def _refuse_slips(post: Post) -> None:
    # Whatever the author's levels: a setting about warnings is no consent to publish a draft.
    slips = [one for one in post.findings if one.slug in _SLIPS and one.severity == "error"]
    if slips:
        first, *others = slips
        told = [f"{one.where}: {one.message} ({one.hint})" for one in others]
        message = "; ".join([f"{first.message}, so it is held back", *told])
        raise _SLIPS[first.slug](message, where=first.where, hint=first.hint)


def all_findings(
    post: Post, page: Page, checked: Sequence[Finding], blog: BlogConfig, *, checks: bool = False
) -> tuple[Finding, ...]:
    """Return the findings of a post at the author's levels: of reading, rendering and what `pass_gate` returned."""
    found = post.findings + page.findings
    if not checks:
        return apply_levels((*found, *checked), blog, post)
    from blogtools.check.findings import with_checks

    return apply_levels(with_checks(found, checked, plugins_of(blog)), blog, post)
