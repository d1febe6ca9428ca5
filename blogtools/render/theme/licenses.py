"""Addresses of well-known licenses, by the names that authors call them."""

from __future__ import annotations

import re

from blogtools.memo import lazy_pattern

_CREATIVE_COMMONS = lazy_pattern(
    r"(?:Creative Commons|CC)[ -]?(?P<kind>0|Zero|BY(?:[ -](?:NC|SA|ND))*)"
    r"(?:[ -]v?(?P<version>\d\.\d))?(?:[ -]Int(?:ernationa)?l)?",
    re.IGNORECASE,
)
_SPDX = {
    name.lower(): name
    for name in (
        *("0BSD", "AFL-3.0", "AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "Artistic-2.0"),
        *("BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CDLA-Permissive-2.0", "EPL-2.0", "EUPL-1.2", "GFDL-1.3"),
        *("GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0"),
        *("GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0"),
        *("LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "ODbL-1.0", "PDDL-1.0", "PSF-2.0"),
        *("Unlicense", "WTFPL", "Zlib"),
    )
}
"""Identifiers of the SPDX License List (spdx.org/licenses), in lower case, to their spelling."""


def license_address(name: str | None) -> str | None:
    """Return the URL of a license, given its SPDX identifier or Creative Commons name; None if it is not known."""
    name = " ".join((name or "").split())
    if name.startswith(("https://", "http://")) and " " not in name:
        return name
    match = _CREATIVE_COMMONS.fullmatch(name)
    if match:
        kind = match["kind"].lower().replace(" ", "-")
        if kind in ("0", "zero"):
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{kind}/{match['version'] or '4.0'}/"
    spdx = _SPDX.get(name.lower().replace(" ", "-"))
    return f"https://spdx.org/licenses/{spdx}.html" if spdx else None
