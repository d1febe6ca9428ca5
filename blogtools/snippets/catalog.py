"""The catalog of a blog's snippets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from blogtools.check.secrets import find_program_secrets
from blogtools.config import BlogConfig
from blogtools.content.discover import Source, find_sources
from blogtools.content.files import file_reader
from blogtools.content.load import decode_post, read_source, transform_post
from blogtools.errors import Finding, SnippetError, contained, nearest
from blogtools.findings.levels import apply_levels
from blogtools.model import Output, Post, Snippet
from blogtools.plugins.load import plugins_of
from blogtools.redaction import NO_REDACTION
from blogtools.transform.context import Context
from blogtools.transform.secrets.find import find_secrets
from blogtools.transform.snippets import SnippetMaker, has_names, named_cells


class CatalogEntry(msgspec.Struct, frozen=True):
    """A snippet and where it comes from."""

    post: str
    """Slug of the post."""
    title: str
    source: str
    """Path of the notebook, as shown to the author."""
    path: Path
    """Path of the notebook on disk."""
    snippet: Snippet
    outputs: tuple[Output, ...] = ()
    """The cell's outputs in the notebook."""
    kernel: str = "python3"
    mode: str = "exact"
    """Comparison of outputs in its test: `exact`, `numbers` or `runs`, set with `#| snippet-test: …`."""

    secrets: tuple[Finding, ...] = ()
    """What looks like passwords, keys or tokens in its program, unless the author's levels accept it."""

    @property
    def address(self) -> str:
        """The snippet's unique name in the blog, `slug#name`."""
        return f"{self.post}#{self.snippet.name}"


class Catalog(msgspec.Struct, frozen=True):
    """All snippets, and the errors of named cells that cannot be snippets."""

    entries: tuple[CatalogEntry, ...]
    errors: tuple[Finding, ...] = ()

    def find(self, name: str) -> CatalogEntry:
        """Return the snippet with a name, or with an address (`slug#name`).

        Raises:
            SnippetError: There is no such snippet, or several posts have one of that name.
        """
        found = [entry for entry in self.entries if name in (entry.address, entry.snippet.name)]
        if len(found) == 1:
            return found[0]
        if found:
            addresses = ", ".join(entry.address for entry in found)
            message = f"there are {len(found)} snippets named {name}"
            raise SnippetError(message, hint=f"choose one: {addresses}")
        slug, _, short = name.rpartition("#")
        wrong = next((error for error in self.errors if f"snippet {short}:" in error.message), None)
        if wrong is not None:
            raise SnippetError(wrong.message, where=wrong.where, hint=wrong.hint)
        known = [entry.address if slug else entry.snippet.name for entry in self.entries]
        near = nearest(name, known)
        hint = (
            f"did you mean {near}?"
            if near
            else "run `blogtools snippets list` to see all"
            if known
            else "name a cell with `#| snippet: NAME`"
        )
        message = f"there is no snippet {name}"
        raise SnippetError(message, hint=hint)


def read_catalog(
    blog: BlogConfig, paths: Sequence[Path] = (), *, pinned: bool = False, published: bool = False
) -> Catalog:
    """Read the snippets of a blog, or of the notebooks in `paths`.

    They are as the author wrote them, to be run here, or with `published` as the author's rules let readers have them.

    Raises:
        UsageError: A path does not exist.
    """
    entries: list[CatalogEntry] = []
    errors: list[Finding] = []
    plugins = plugins_of(blog)
    for found_source in find_sources(blog, paths):
        source = found_source if published else msgspec.structs.replace(found_source, redaction=NO_REDACTION)
        with contained(source.name, errors.append):
            post = decode_post(source, *read_source(source))
            if has_names(post):
                context = Context(
                    file_reader(source), plugins=plugins, embeds=False, max_markdown=blog.settings.max_markdown
                )
                found, wrong = _entries(blog, source, transform_post(post, context), pinned=pinned)
                entries += found
                errors += wrong
    return Catalog(tuple(entries), tuple(errors))


def snippet_names(blog: BlogConfig) -> tuple[tuple[str, str], ...]:
    """Return slug and name of each snippet of a blog, without working out the programs; bad notebooks have none."""
    found: list[tuple[str, str]] = []
    for source in find_sources(blog, ()):
        with contained(source.name, lambda _: None):
            post = decode_post(source, *read_source(source))
            if has_names(post):
                found += [(post.slug, one.name) for one in named_cells(post)[0]]
    return tuple(found)


def _entries(blog: BlogConfig, source: Source, post: Post, *, pinned: bool) -> tuple[list[CatalogEntry], list[Finding]]:
    errors = [finding for finding in post.findings if finding.slug == SnippetError.slug and finding.severity == "error"]
    spec = post.notebook.metadata.get("kernelspec")
    kernel = str(spec.get("name") or "python3") if isinstance(spec, dict) else "python3"
    named = {one.name: one for one in named_cells(post)[0]}
    maker = (
        SnippetMaker(post, tuple(named.values()), lambda name: (source.path.parent / name).exists(), pinned=True)
        if pinned
        else None
    )
    entries = []
    for snippet in post.snippets:
        one = named[snippet.name]
        entries.append(
            CatalogEntry(
                post.slug,
                post.title,
                post.source,
                source.path,
                maker.make(one) if maker else snippet,
                one.cell.outputs,
                kernel,
                str(one.cell.options.extra.get("snippet-test") or "exact"),
                _secrets(blog, post, snippet),
            )
        )
    return entries, errors


def _secrets(blog: BlogConfig, post: Post, snippet: Snippet) -> tuple[Finding, ...]:
    if not find_secrets(snippet.program):
        return ()
    found = find_program_secrets(post, [snippet.program], post.notebook.cells, f"snippet {snippet.name}: has")
    return tuple(one for one in apply_levels(found, blog, post) if one.severity == "error")
