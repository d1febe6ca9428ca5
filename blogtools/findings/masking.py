"""Keep secrets out of findings, which quote what authors write and end up in logs that others can read."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from blogtools.errors import Finding
from blogtools.transform.secrets.find import find_secrets, mask_secrets


def masked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with every secret in a message, a hint or a file name masked."""
    findings = tuple(findings)
    # Nearly always there is none, which one search tells.
    if not find_secrets("\n".join(f"{one.message}\n{one.hint}\n{one.where.file}" for one in findings)):
        return findings
    return tuple(
        msgspec.structs.replace(
            one,
            message=mask_secrets(one.message),
            hint=mask_secrets(one.hint),
            where=msgspec.structs.replace(one.where, file=mask_secrets(one.where.file)),
        )
        for one in findings
    )
