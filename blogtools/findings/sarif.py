"""Findings as a SARIF log, which code hosts and editors read (OASIS, "Static Analysis Results Interchange Format").

Section numbers are those of SARIF 2.1.0.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from blogtools._version import __version__
from blogtools.errors import Finding, Where
from blogtools.findings.file_lines import FileLines, FilePlace
from blogtools.findings.kinds import FINDING_KINDS

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"
"""Name of the repository's folder in relative addresses (3.4.4), the one that GitHub knows."""
FINGERPRINT = "blogtools/v1"
"""Name and version of the fingerprint (3.27.17), by which a code host knows a finding again."""


def sarif_log(findings: Iterable[Finding], files: FileLines, failure: Finding | None = None) -> str:
    """Return the findings as a SARIF log, indented JSON; `failure` is what kept the tool from checking anything."""
    findings = tuple(findings)
    slugs = sorted({one.slug for one in findings})
    seen: Counter[str] = Counter()
    invocation: dict[str, Any] = {"executionSuccessful": failure is None}
    if failure is not None:
        notification = {"level": "error", "descriptor": {"id": failure.slug}, "message": {"text": str(failure)}}
        invocation["toolConfigurationNotifications"] = [notification]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "blogtools", "version": __version__, "rules": [_rule(slug) for slug in slugs]}},
        "invocations": [invocation],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(one, slugs, files, seen) for one in findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=1).decode()


def full_text(finding: Finding, *, is_placed: bool) -> str:
    """Return a finding's message with its hint and place; the file is left out if it is told otherwise (`is_placed`).

    The cell is always told: authors see cells, and lines of the file only where a code host shows them.
    """
    where = Where("" if is_placed else finding.where.file, finding.where.cell, finding.where.line)
    return str(msgspec.structs.replace(finding, where=where))


def _rule(slug: str) -> dict[str, Any]:
    """Return the description of a kind of findings (3.49); that of a plugin's check is all in its messages."""
    kind = FINDING_KINDS.get(slug)
    if kind is None:
        return {"id": slug}
    level = "error" if kind.severity == "stop" else kind.severity
    return {
        "id": slug,
        "shortDescription": {"text": kind.meaning.partition(". ")[0].removesuffix(".") + "."},
        "fullDescription": {"text": kind.meaning},
        "help": {"text": kind.remedy},
        "defaultConfiguration": {"level": level},
    }


def _result(finding: Finding, slugs: Sequence[str], files: FileLines, seen: Counter[str]) -> dict[str, Any]:
    place = files.place(finding.where)
    result: dict[str, Any] = {
        "ruleId": finding.slug,
        "ruleIndex": slugs.index(finding.slug),
        "level": finding.severity,
        "message": {"text": full_text(finding, is_placed=bool(place))},
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding, place, seen)},
    }
    # GitHub takes no result without a location.
    shown = place or files.blog()
    if shown is not None:
        result["locations"] = [_location(finding.where, shown)]
    return result


def _location(where: Where, place: FilePlace) -> dict[str, Any]:
    # Characters that RFC 3986 allows in a path stay as they are.
    uri = quote(place.path, safe="/!$&'()*+,;=@~")
    artifact = {"uri": uri, "uriBaseId": ROOT} if place.is_inside else {"uri": f"file:///{uri.lstrip('/')}"}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": artifact, "region": {"startLine": place.line}},
    }
    if where.cell is not None:
        location["logicalLocations"] = [{"name": f"cell {where.cell}"}]
    return location


def _fingerprint(finding: Finding, place: FilePlace | None, seen: Counter[str]) -> str:
    """Return a hash that stays the same while other findings and lines of the file come and go (3.27.17).

    Findings that say the same of a file are numbered.
    """
    text = "\0".join((place.path if place else finding.where.file, finding.slug, finding.message))
    seen[text] += 1
    return hashlib.sha256(f"{text}\0{seen[text]}".encode(errors="replace")).hexdigest()[:32]
