"""Keeps the good answers about outside links of the last days, in the blog's cache folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from blogtools.check.external.answers import Answer
from blogtools.store.output import Destination

FILE = "outside-links.json"
GOOD_FOR = 7 * 24 * 3600
"""Seconds for which an answer is good. Only good ones are kept: what may be mended is asked each time."""


class Known(msgspec.Struct, frozen=True):
    """An answer, and when it was given, in seconds of Unix time."""

    answer: Answer
    at: int


def load_answers(folder: Path) -> dict[str, Known]:
    """Return the answers by URL that are not too old; none if the file is missing or damaged."""
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, Known])
    except (OSError, msgspec.MsgspecError, ValueError):
        return {}  # It is a cache: without it, all links are asked again.
    now = time.time()
    # A clock that was wrong has no answers from the future believed forever.
    return {url: known for url, known in found.items() if 0 <= now - known.at < GOOD_FOR}


def save_answers(folder: Path, known: Mapping[str, Known]) -> None:
    """Write the answers that are worth keeping, atomically.

    Raises:
        WriteError: the file cannot be written.
    """
    kept = {url: one for url, one in sorted(known.items()) if one.answer.outcome in ("ok", "moved")}
    Destination(folder).write(FILE, msgspec.json.encode(kept))
