"""Findings as annotations of a GitHub workflow, which GitHub shows beside the lines of a change.

The format is that of "Workflow commands for GitHub Actions" (docs.github.com); what is escaped, and how, is that of
`command.ts` in GitHub's own @actions/core.
"""

from __future__ import annotations

from collections.abc import Iterable

from blogtools.errors import Finding
from blogtools.findings.file_lines import FileLines
from blogtools.findings.sarif import full_text

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}


def annotation_lines(findings: Iterable[Finding], files: FileLines) -> str:
    """Return one line for each finding: `::error file=…,line=…,title=…::message`."""
    return "\n".join(_annotation(finding, files) for finding in findings)


def _annotation(finding: Finding, files: FileLines) -> str:
    place = files.place(finding.where)
    properties = {"file": place.path, "line": str(place.line)} if place else {}
    properties["title"] = f"blogtools: {finding.slug}"
    listed = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    text = full_text(finding, is_placed=bool(place))
    return f"::{_COMMANDS[finding.severity]} {listed}::{text.translate(_DATA)}"
