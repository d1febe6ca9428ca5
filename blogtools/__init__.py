"""Write a post as a Jupyter notebook; publish it as a page, or as Markdown for the generator you already have."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from blogtools._version import __version__

if TYPE_CHECKING:
    from blogtools.api import Blog, convert, load_snippet, read_post
    from blogtools.build.check import CheckReport
    from blogtools.build.report import Report
    from blogtools.config import Settings
    from blogtools.errors import BlogtoolsError, Finding
    from blogtools.lab.magics import load_ipython_extension as load_ipython_extension
    from blogtools.model import Post
    from blogtools.publish import PublishReport

__all__ = [
    "Blog",
    "BlogtoolsError",
    "CheckReport",
    "Finding",
    "Post",
    "PublishReport",
    "Report",
    "Settings",
    "__version__",
    "convert",
    "load_snippet",
    "read_post",
]

_MODULES = {
    "Blog": "blogtools.api",
    "BlogtoolsError": "blogtools.errors",
    "CheckReport": "blogtools.build.check",
    "Finding": "blogtools.errors",
    "Post": "blogtools.model",
    "PublishReport": "blogtools.publish",
    "Report": "blogtools.build.report",
    "Settings": "blogtools.config",
    "convert": "blogtools.api",
    "load_snippet": "blogtools.api",
    "read_post": "blogtools.api",
    "load_ipython_extension": "blogtools.lab.magics",
}
"""Modules that define the public names; the last name is for `%load_ext blogtools`."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import blogtools` costs nothing."""
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """Return the API and nothing else."""
    return sorted(__all__)
