"""A snippet as a module of the running Python."""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType

from blogtools.errors import SnippetError
from blogtools.snippets.catalog import CatalogEntry


def load_module(entry: CatalogEntry, name: str) -> ModuleType:
    """Run a snippet, asked for by `name`, in the folder of its notebook; return what it defines.

    Raises:
        SnippetError: it is not Python; whatever the snippet itself raises.
    """
    snippet = entry.snippet
    if snippet.language != "python":
        message = f"{name} is {snippet.language}; only Python can be loaded"
        raise SnippetError(message, hint=f"`blogtools snippets export {name}` writes it to a file")
    module = ModuleType(snippet.name, f"{entry.address}, from {entry.source}")
    module.__file__ = str(entry.path)
    code = compile(f"{snippet.setup}\n\n{snippet.source}", f"<snippet {entry.address}>", "exec", dont_inherit=True)
    beside = str(entry.path.parent.resolve())
    with contextlib.chdir(beside):
        sys.path.insert(0, beside)
        try:
            exec(code, module.__dict__)  # noqa: S102 - to run the author's own snippet is what was asked for
        finally:
            with contextlib.suppress(ValueError):
                sys.path.remove(beside)
    return module
