"""Inputs of a post besides its notebook, recorded when the transform steps ask for them."""

from __future__ import annotations

import msgspec

from blogtools.content.discover import Source
from blogtools.content.neighbors import absolute
from blogtools.store.manifest import content_hash
from blogtools.transform.context import Context


class Inputs:
    """Answers what the steps of one post ask, and keeps what they asked for, as the next build compares it."""

    def __init__(self, context: Context, source: Source) -> None:
        """Take the answers from `context`; `source` is the notebook of the post."""
        self._context = context
        self._source = source
        self.files: dict[str, str | None] = {}
        """Files that the post names, by path relative to the notebook, to the hash of each (None for missing)."""
        self.labels: dict[str, tuple[str, ...]] = {}
        """Labels that were looked for, to the paths of the notebooks that have each."""

    @property
    def context(self) -> Context:
        """Context for the transform steps, which records what they use."""
        return msgspec.structs.replace(self._context, read_file=self._read_file, owners=self._owners)

    def _read_file(self, name: str) -> bytes | None:
        content = self._context.read_file(name)
        self.files[name] = None if content is None else content_hash(content)
        return content

    def _owners(self, label: str) -> tuple[str, ...]:
        paths = self._context.owners(label)
        self.labels[label] = tuple(absolute(path, self._source) for path in paths)
        return paths
