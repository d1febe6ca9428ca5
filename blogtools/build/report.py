"""Report of a build: for the summary line, for `--json` and for callers of the API."""

from __future__ import annotations

from collections import Counter

import msgspec

from blogtools.errors import Finding, Where

MOST_UNDATED = 5
"""Posts without a date that a note names."""


class BuiltPage(msgspec.Struct, frozen=True):
    """A page that was written."""

    source: str
    page: str
    """Path below the output folder."""
    reason: str
    """Reason for the build, such as `new` or `changed`."""
    files: tuple[str, ...] = ()
    """The page and the files beside it, below the output folder."""


class Report(msgspec.Struct, frozen=True):
    """A finished build."""

    output: str
    """The folder written to."""
    built: tuple[BuiltPage, ...] = ()
    unchanged: int = 0
    drafts: int = 0
    """Posts left out because they are drafts."""
    future: int = 0
    """Posts left out because their date has not come."""
    undated: tuple[str, ...] = ()
    """Notebooks of the posts in lists that have no date."""
    removed: tuple[str, ...] = ()
    """Files of earlier builds that no post has any more."""
    errors: tuple[Finding, ...] = ()
    """Errors that kept posts from being written."""
    explained: dict[str, str] = {}
    """Every notebook that was found, and what became of it and why."""
    findings: tuple[Finding, ...] = ()
    """Findings in posts that were written, now or in an earlier build."""
    seconds: float = 0.0

    def exit_status(self, *, strict: bool = False) -> int:
        """Return 1 if there is an error that the author must fix (with `strict`, or a warning), else 0."""
        kinds = {finding.severity for finding in self.findings}
        return 1 if self.errors or "error" in kinds or (strict and "warning" in kinds) else 0

    def undated_note(self) -> Finding | None:
        """Return one note that names the posts without a date; None if there are none."""
        names = self.undated
        if not names:
            return None
        hint = "add `date:` with a day, such as 2014-11-17, to the metadata"
        if len(names) == 1:
            message = "has no date: it comes last in lists and stands in no archive and no feed"
            return Finding("date", message, Where(names[0]), hint, "note")
        more = f" and {len(names) - MOST_UNDATED} more" if len(names) > MOST_UNDATED else ""
        message = (
            f"{len(names)} posts have no date: they come last in lists and stand in no archive and no feed:"
            f" {', '.join(names[:MOST_UNDATED])}{more}"
        )
        return Finding("date", message, hint=hint, severity="note")

    def summary(self) -> str:
        """Return one line: what was written, left out and removed, and what was found."""
        parts = [f"{count_of(len(self.built), 'post')} written to {self.output}"]
        if self.unchanged:
            parts.append(f"{self.unchanged} unchanged")
        if self.drafts:
            parts.append(f"{count_of(self.drafts, 'draft')} left out")
        if self.future:
            parts.append(f"{count_of(self.future, 'post')} of the future left out")
        if self.removed:
            parts.append(f"{count_of(len(self.removed), 'old file')} removed")
        if self.errors:
            parts.append(f"{len(self.errors)} failed")
        line = f"{', '.join(parts)} in {self.seconds:.2f} s."
        if self.findings:
            kinds = Counter(finding.slug for finding in self.findings)
            counts = ", ".join(
                f"{number} {slug}" for slug, number in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
            )
            line += f" {count_of(len(self.findings), 'finding')} ({counts})."
        return line


def count_of(number: int, thing: str) -> str:
    """Return a number and its noun, such as `1 post` or `2 posts`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
