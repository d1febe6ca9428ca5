"""What a transform may ask of the world outside its post."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Context(msgspec.Struct, frozen=True):
    """The questions a step may ask; the answers are effects, so they come from the pipeline."""

    read_file: Callable[[str], bytes | None] = lambda _: None
    """Content of a file that the notebook names by a relative path; None if it is missing or outside of the blog."""
