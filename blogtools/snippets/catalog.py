"""The snippets of a blog, by name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from blogtools.config import Blog
from blogtools.content.discover import Source, file_reader, find_sources
from blogtools.content.load import finish_post, read_source, start_post
from blogtools.errors import Finding, SnippetError, contained
from blogtools.model import Output, Post, Snippet
from blogtools.transform.context import Context
from blogtools.transform.snippets import Maker, has_names, named_cells


class Entry(msgspec.Struct, frozen=True):
    """A snippet and where it comes from."""

    post: str
    """Slug of the post."""
    title: str
    source: str
    """Path of the notebook, as the author knows it."""
    path: Path
    """The notebook itself."""
    snippet: Snippet
    outputs: tuple[Output, ...] = ()
    """What the cell shows in the notebook."""
    kernel: str = "python3"
    mode: str = "exact"
    """How its outputs are compared when it is tested: `exact`, `numbers` or `runs` (`#| snippet-test: …`)."""

    @property
    def address(self) -> str:
        """`slug#name`, unique in the blog."""
        return f"{self.post}#{self.snippet.name}"


class Catalog(msgspec.Struct, frozen=True):
    """All snippets, and what is wrong with cells that should be some."""

    entries: tuple[Entry, ...]
    errors: tuple[Finding, ...] = ()

    def find(self, name: str) -> Entry:
        """The snippet of this name, or of this address.

        Raises:
            SnippetError: there is none, or several posts have one.
        """
        found = [entry for entry in self.entries if name in (entry.address, entry.snippet.name)]
        if len(found) == 1:
            return found[0]
        if found:
            addresses = ", ".join(entry.address for entry in found)
            message = f"there are {len(found)} snippets named {name}"
            raise SnippetError(message, hint=f"say which one: {addresses}")
        slug, _, short = name.rpartition("#")
        wrong = next((error for error in self.errors if f"snippet {short}:" in error.message), None)
        if wrong is not None:
            raise SnippetError(wrong.message, where=wrong.where, hint=wrong.hint)
        known = [entry.address if slug else entry.snippet.name for entry in self.entries]
        near = difflib.get_close_matches(name, known, n=1)
        hint = (
            f"did you mean {near[0]}?"
            if near
            else "`blogtools snippets list` names all"
            if known
            else "name a cell with `#| snippet: NAME`"
        )
        message = f"there is no snippet {name}"
        raise SnippetError(message, hint=hint)


def read_catalog(blog: Blog, paths: Sequence[Path] = (), *, pinned: bool = False) -> Catalog:
    """Read the snippets of a blog, or of the notebooks that `paths` name.

    Raises:
        UsageError: a path does not exist.
    """
    entries: list[Entry] = []
    errors: list[Finding] = []
    for source in find_sources(blog, paths):
        with contained(source.name, errors.append):
            post = start_post(source, *read_source(source))
            if has_names(post):
                found, wrong = _entries(
                    source, finish_post(post, Context(file_reader(source), embeds=False)), pinned=pinned
                )
                entries += found
                errors += wrong
    return Catalog(tuple(entries), tuple(errors))


def _entries(source: Source, post: Post, *, pinned: bool) -> tuple[list[Entry], list[Finding]]:
    errors = [finding for finding in post.findings if finding.slug == SnippetError.slug and finding.severity == "error"]
    spec = post.notebook.metadata.get("kernelspec")
    kernel = str(spec.get("name") or "python3") if isinstance(spec, dict) else "python3"
    named = {one.name: one for one in named_cells(post)[0]}
    maker = (
        Maker(post, tuple(named.values()), lambda name: (source.path.parent / name).exists(), pinned=True)
        if pinned
        else None
    )
    entries = []
    for snippet in post.snippets:
        one = named[snippet.name]
        entries.append(
            Entry(
                post.slug,
                post.title,
                post.source,
                source.path,
                maker.make(one) if maker else snippet,
                one.cell.outputs,
                kernel,
                str(one.cell.options.extra.get("snippet-test") or "exact"),
            )
        )
    return entries, errors
