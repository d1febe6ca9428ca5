"""Write a post as a Jupyter notebook; publish it as a page, or as Markdown for the generator you already have."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from blogtools._version import __version__ as __version__

if TYPE_CHECKING:
    from blogtools.api import convert, load_snippet
    from blogtools.content.load import read_post
    from blogtools.errors import BlogtoolsError
    from blogtools.lab.magics import load_ipython_extension

__all__ = ["BlogtoolsError", "__version__", "convert", "load_ipython_extension", "load_snippet", "read_post"]

_HOMES = {
    "BlogtoolsError": "blogtools.errors",
    "convert": "blogtools.api",
    "load_snippet": "blogtools.api",
    "read_post": "blogtools.content.load",
    "load_ipython_extension": "blogtools.lab.magics",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import blogtools` costs nothing."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)
