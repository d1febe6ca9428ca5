"""Own shortcodes: templates of the blog, in `templates/shortcodes/NAME.html.j2`."""

from __future__ import annotations

import re
from typing import Any

from blogtools.errors import TemplateError, Where
from blogtools.model import Post
from blogtools.transform.context import Context
from blogtools.transform.inserts.calls import Call
from blogtools.transform.inserts.values import Filled, Values

_BLANK_LINES = re.compile(r"\n[ \t\n]*\n")


class Templates:
    """Fills the blog's own shortcodes."""

    def __init__(self, post: Post, context: Context) -> None:
        """Store the post; a template is read when it is asked for."""
        self._post = post
        self._context = context
        self._found: dict[str, bytes | None] = {}

    def fill(self, call: Call, cell: int, values: Values) -> Filled | None:
        """Return what a template makes of a call; None if there is no template of that name.

        Raises:
            TemplateError: The template is broken, or fails with these arguments.
        """
        folder = self._context.shortcodes
        if folder is None:
            return None
        path = f"{folder}/{call.name}.html.j2"
        if call.name not in self._found:
            self._found[call.name] = self._context.read_file(path)
        source = self._found[call.name]
        if source is None:
            return None
        given: dict[str, Any] = {
            "args": call.arguments.positional,
            "named": call.arguments.named,
            "inner": call.inner or "",
            "post": values.as_dict(),
        }
        try:
            html = self._context.fill_template(source.decode(errors="replace"), given)
        except TemplateError as error:
            place = Where(f"templates/shortcodes/{call.name}.html.j2", line=error.where.line)
            message = f"{error.message} (used in {Where(self._post.source, cell, call.line)})"
            raise TemplateError(message, where=place, hint="correct the template, or the call of it") from error
        # A blank line would end HTML in Markdown.
        html = _BLANK_LINES.sub("\n", html.strip())
        return Filled(html, is_block=html.startswith("<") and "\n" in html)
