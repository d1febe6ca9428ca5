"""Jupyter integration: JupyterLab extension, Jupyter Server handlers, nbconvert exporters, IPython magics."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Return the module that holds the loader, as Jupyter Server expects of an extension."""
    return [{"module": "blogtools.lab"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Add the handlers to a Jupyter server; called once at its start."""
    # Imported here because magics and exporters run without a server.
    from blogtools.lab.routes import add_handlers

    add_handlers(app)
