"""The libraries that some importers need, which not everybody has."""

from __future__ import annotations

from blogtools.errors import SourceError, Where

EXTRA = "pip install 'blogtools[import]'"


def missing_extra(error: ImportError, where: Where) -> SourceError:
    """Return the error for a library that is not installed: without it, files of a kind cannot be imported."""
    message = f"needs {(error.name or 'a library').partition('.')[0]} to be imported, which is not installed"
    return SourceError(message, where=where, hint=EXTRA)
