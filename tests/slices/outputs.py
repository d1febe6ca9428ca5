"""What a cell shows, made comparable between two runs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping

import msgspec

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+\b")
_PLACE = re.compile(
    r"\S*/ipykernel_\d+/\d+\.py(?::\d+)?|<ipython-input-\d+-\w+>(?::\d+)?|(?:Cell )?In ?\[\d+\](?::\d+)?"
)
_COUNTER = re.compile(r"\bsk-(container|estimator)-id-\d+")
_LONG = 20_000


class Shown(msgspec.Struct, frozen=True):
    """The outputs of one cell."""

    stdout: str = ""
    stderr: str = ""
    bundles: tuple[dict[str, str], ...] = ()
    """MIME bundles of displays and of the result, in order."""

    @property
    def is_empty(self) -> bool:
        """Whether readers see nothing."""
        return not (self.stdout or self.stderr or self.bundles)


def normalized(text: str) -> str:
    """A text without what differs from run to run: addresses, numbers of cells, counters of scikit-learn's HTML.

    Of a long text, only its beginning and a digest of the whole are kept.
    """
    text = _ADDRESS.sub("0x…", text)
    text = _PLACE.sub("<cell>", text)
    text = _COUNTER.sub(r"sk-\1-id", text)
    if len(text) <= _LONG:
        return text
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return f"{text[:_LONG]}\n… {len(text)} characters, {digest}"


def normalized_bundle(data: Mapping[str, object]) -> dict[str, str]:
    """A MIME bundle of texts; of an image, its digest."""
    return {mime: _content(mime, value) for mime, value in sorted(data.items())}


def _content(mime: str, value: object) -> str:
    if isinstance(value, bytes):
        value = base64.b64encode(value).decode()
    text = value if isinstance(value, str) else json.dumps(value, default=repr, sort_keys=True)
    if _is_image(mime):
        return f"{hashlib.sha256(text.encode()).hexdigest()} ({len(text)} characters)"
    return normalized(text)


def _is_image(mime: str) -> bool:
    return mime.startswith("image/") and mime != "image/svg+xml"


def difference(whole: Shown, sliced: Shown) -> str:
    """The first difference, in one line; empty if there is none."""
    for name, was, now in (("stdout", whole.stdout, sliced.stdout), ("stderr", whole.stderr, sliced.stderr)):
        if was != now:
            return f"{name}: {_first_lines(was, now)}"
    for number, (one, other) in enumerate(zip(whole.bundles, sliced.bundles, strict=False)):
        for mime in sorted(one.keys() | other.keys(), key=lambda mime: (mime != "text/plain", mime)):
            if one.get(mime) != other.get(mime):
                lines = "" if _is_image(mime) else f": {_first_lines(one.get(mime, ''), other.get(mime, ''))}"
                return f"display {number}, {mime}{lines}"
    if len(whole.bundles) != len(sliced.bundles):
        return f"{len(whole.bundles)} displays, with the slice {len(sliced.bundles)}"
    return ""


def _first_lines(was: str, now: str) -> str:
    ours, theirs = was.split("\n"), now.split("\n")
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    return f"{_line(ours, at)} → {_line(theirs, at)}"


def _line(lines: list[str], at: int) -> str:
    return repr(lines[at][:100]) if at < len(lines) else "(ends)"
