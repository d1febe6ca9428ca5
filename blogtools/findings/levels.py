"""Apply the author's levels to findings: from the blog's settings, and from the tags of a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from blogtools.config import BlogConfig
from blogtools.errors import Finding, SettingsError, Where, nearest
from blogtools.model import Post
from blogtools.plugins.load import plugins_of
from blogtools.transform.cell_names import cell_tags

ACCEPTED = "ok:"
"""A cell with the tag `ok:SLUG` has no findings of that kind."""


def check_levels(blog: BlogConfig) -> None:
    """Refuse a setting `findings` that names what is no kind of findings, or what stops a post.

    Raises:
        SettingsError: all that is wrong, in one error.
    """
    if not blog.settings.findings:
        return
    # Most blogs take findings as they come.
    from blogtools.findings.kinds import FINDING_KINDS

    known = known_kinds(blog)
    problems = []
    for slug in blog.settings.findings:
        if slug not in known:
            near = nearest(slug, known)
            hint = f", did you mean `{near}`?" if near else ""
            problems.append(f"`findings.{slug}`: there is no such kind of findings{hint}")
        elif slug in FINDING_KINDS and FINDING_KINDS[slug].severity == "stop":
            problems.append(f"`findings.{slug}` is no matter of choice: nothing can be published then")
    if problems:
        raise SettingsError("; ".join(problems), where=Where(blog.settings_file.name if blog.settings_file else ""))


def known_kinds(blog: BlogConfig) -> set[str]:
    """Return the slugs of all kinds of findings, those of the checks of plugins among them."""
    from blogtools.findings.kinds import FINDING_KINDS

    return {*FINDING_KINDS, *(row.name for _, row in plugins_of(blog).rows("checks"))}


def apply_levels(findings: Iterable[Finding], blog: BlogConfig, post: Post | None = None) -> tuple[Finding, ...]:
    """Return the findings of a post, or of the blog, at the levels that the author chose.

    What is off is left out. Of an error, a note remains: nobody loses sight of a password by a line of settings. What
    kept a post from being published is no finding of a post, and not asked about here.
    """
    return tuple(_leveled(findings, blog.settings.findings, post))


def _leveled(findings: Iterable[Finding], levels: dict[str, str], post: Post | None) -> Iterator[Finding]:
    for finding in findings:
        level = levels.get(finding.slug, finding.severity)
        if post is not None and is_accepted(finding, post):
            level = "off"
        if level == "off" and finding.severity == "error":
            level = "note"
        if level == finding.severity:
            yield finding
        elif level != "off":
            yield msgspec.structs.replace(finding, severity=level)


def is_accepted(finding: Finding, post: Post) -> bool:
    """Return True if the cell of a finding has the tag that accepts it."""
    number = finding.where.cell
    cells = post.notebook.cells
    if number is None or finding.where.file != post.source or not 0 < number <= len(cells):
        return False
    tags = cells[number - 1].metadata.get("tags")
    # Nearly all cells have no tags.
    return bool(tags) and f"{ACCEPTED}{finding.slug}" in cell_tags(cells[number - 1])
