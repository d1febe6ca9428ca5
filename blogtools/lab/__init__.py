"""The door to Jupyter: JupyterLab's front end and its server part, exporters, magics."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """What Jupyter Server asks an extension: where its loader is."""
    return [{"module": "blogtools.lab"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Add the handlers to a Jupyter server; called once, when it starts."""
    # Magics and exporters have no use for a server.
    from blogtools.lab.routes import add_handlers

    add_handlers(app)
