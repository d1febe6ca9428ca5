"""Finds the notebook that an embed refers to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from blogtools.errors import explained, nearest
from blogtools.model import Post
from blogtools.transform.context import Context
from blogtools.transform.embeds.referenced import ReferencedNotebook, read_referenced, this_notebook
from blogtools.transform.embeds.syntax import Embed


class ProblemError(Exception):
    """A problem with an embed; the caller that knows the place turns it into an `EmbedError`."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text)
        self.hint = hint


class Library:
    """The notebooks that one post embeds from, each read once.

    `trail` is the start of messages, the chain that leads to the embed: `b.ipynb#intro (cell 2), which embeds `.
    """

    def __init__(self, post: Post, context: Context) -> None:
        self.host = this_notebook(post, context)
        self._post = post
        self._context = context
        self._read: dict[str, ReferencedNotebook | None] = {}

    def owner(self, embed: Embed, host: ReferencedNotebook, trail: str) -> ReferencedNotebook | None:
        """Return the notebook that has the label of an image in `host`: `host` itself or the only other one, else None.

        Raises:
            ProblemError: Several other notebooks have it.
        """
        (label,) = embed.names
        if host.labeled(label):
            return host
        owners = self._context.owners(label)
        if len(owners) > 1:
            names = ", ".join(self._name(path) for path in owners)
            text = f"{trail}{embed.written}, a label that {len(owners)} notebooks have: {names}"
            raise ProblemError(text, f"name the notebook: {{{{< embed {owners[0]}{embed.written} >}}}}")
        return self._notebook(owners[0], embed, trail) if owners else None

    def named(self, embed: Embed, host: ReferencedNotebook, trail: str) -> ReferencedNotebook:
        """Return the notebook that a shortcode in `host` names.

        Raises:
            ProblemError: The notebook does not exist, or cannot be read.
        """
        written = embed.written or "nothing"
        example = "write {{< embed other.ipynb#name >}}"
        if not embed.path:
            text = f"{trail}{written}, but does not name a notebook"
            raise ProblemError(text, example)
        if not embed.path.lower().endswith(".ipynb"):
            text = f"{trail}{written}, but only cells of notebooks (.ipynb) can be embedded"
            raise ProblemError(text, example)
        if not embed.names:
            text = f"{trail}{written}, but does not name a cell"
            raise ProblemError(text, f"write {{{{< embed {embed.path}#name >}}}}")
        path = posixpath.join(posixpath.dirname(host.path), embed.path)
        if embed.path.startswith("/"):  # Relative to the blog's root, as in Quarto.
            path = posixpath.relpath(embed.path.lstrip("/"), posixpath.dirname(self._post.source) or ".")
        referenced = self._notebook(posixpath.normpath(path), embed, trail)
        if referenced is None:
            text = f"{trail}{written}, but there is no notebook {self._name(path)}"
            hint = "the path must be relative to the notebook, and inside the blog"
            raise ProblemError(text, self._near(self._name(path)) or hint)
        return referenced

    def _notebook(self, path: str, embed: Embed, trail: str) -> ReferencedNotebook | None:
        """Return the notebook at a path relative to the post; None if there is none."""
        if self._name(path) == self._post.source:
            return self.host
        if path not in self._read:
            try:
                self._read[path] = read_referenced(path, self._post, self._context)
            except Exception as error:
                problem = explained(error, self._name(path))
                text = f"{trail}{embed.written}, but {self._name(path)} {problem.message}"
                raise ProblemError(text, problem.hint) from error
        return self._read[path]

    def _name(self, path: str) -> str:
        """Return the path of a notebook as shown to the author."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._post.source), path))

    def _near(self, name: str) -> str:
        known = [self._name(path) for path in self._context.notebooks()]
        namesakes = [other for other in known if posixpath.basename(other) == posixpath.basename(name)]
        return did_you_mean(name, namesakes or known)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the known name that is most similar to an unknown one; "" if none is."""
    near = nearest(name, known)
    return f"did you mean {near}?" if near else ""
