"""Which notebook an embed means."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from blogtools.errors import explained
from blogtools.model import Post
from blogtools.transform.context import Context
from blogtools.transform.embeds.foreign import Foreign, read_foreign, this_notebook
from blogtools.transform.embeds.syntax import Embed


class ProblemError(Exception):
    """What is wrong with an embed; the place is known where the way to it began."""

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text)
        self.hint = hint


class Library:
    """The notebooks that one post embeds from, each read once.

    In `trail`, where a message begins, is how the embed was come to: `b.ipynb#intro (cell 2), which embeds `.
    """

    def __init__(self, post: Post, context: Context) -> None:
        self.home = this_notebook(post)
        self._post = post
        self._context = context
        self._read: dict[str, Foreign | None] = {}

    def owner(self, embed: Embed, home: Foreign, trail: str) -> Foreign | None:
        """The notebook with the label of an image in `home`: that one, else the only other one; None if there is none.

        Raises:
            ProblemError: several others have it.
        """
        (label,) = embed.names
        if home.labeled(label):
            return home
        owners = self._context.owners(label)
        if len(owners) > 1:
            names = ", ".join(self._name(path) for path in owners)
            text = f"{trail}{embed.written}, a label that {len(owners)} notebooks have: {names}"
            raise ProblemError(text, f"say which one: {{{{< embed {owners[0]}{embed.written} >}}}}")
        return self._notebook(owners[0], embed, trail) if owners else None

    def named(self, embed: Embed, home: Foreign, trail: str) -> Foreign:
        """The notebook that a shortcode in `home` names.

        Raises:
            ProblemError: there is none, or it cannot be read.
        """
        written = embed.written or "nothing"
        example = "write {{< embed other.ipynb#name >}}"
        if not embed.path:
            text = f"{trail}{written}, but does not say of which notebook"
            raise ProblemError(text, example)
        if not embed.path.lower().endswith(".ipynb"):
            text = f"{trail}{written}, but only cells of notebooks (.ipynb) can be embedded"
            raise ProblemError(text, example)
        if not embed.names:
            text = f"{trail}{written}, but does not say which cell of it"
            raise ProblemError(text, f"write {{{{< embed {embed.path}#name >}}}}")
        path = posixpath.join(posixpath.dirname(home.path), embed.path)
        if embed.path.startswith("/"):  # From the top of the blog, as in Quarto.
            path = posixpath.relpath(embed.path.lstrip("/"), posixpath.dirname(self._post.source) or ".")
        foreign = self._notebook(posixpath.normpath(path), embed, trail)
        if foreign is None:
            text = f"{trail}{written}, but there is no notebook {self._name(path)}"
            hint = "the path is relative to the notebook, and must not lead out of the blog"
            raise ProblemError(text, self._near(self._name(path)) or hint)
        return foreign

    def _notebook(self, path: str, embed: Embed, trail: str) -> Foreign | None:
        """The notebook at a path relative to the post."""
        if self._name(path) == self._post.source:
            return self.home
        if path not in self._read:
            try:
                self._read[path] = read_foreign(path, self._post, self._context.read_file)
            except Exception as error:
                problem = explained(error, self._name(path))
                text = f"{trail}{embed.written}, but {self._name(path)} {problem.message}"
                raise ProblemError(text, problem.hint) from error
        return self._read[path]

    def _name(self, path: str) -> str:
        """The path of a notebook as the author knows it."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._post.source), path))

    def _near(self, name: str) -> str:
        known = [self._name(path) for path in self._context.notebooks()]
        namesakes = [other for other in known if posixpath.basename(other) == posixpath.basename(name)]
        return did_you_mean(name, namesakes or known)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is most like one that is not known; empty if none is."""
    # Loaded only where something is wrong.
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else ""
