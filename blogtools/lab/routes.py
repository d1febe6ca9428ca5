"""The table of addresses that a Jupyter server gets."""

from __future__ import annotations

from typing import Any

from jupyter_server.utils import url_path_join

from blogtools.lab import edits, post_panel, preview
from blogtools.lab.desk import Desk

TABLE = (*preview.HANDLERS, *edits.HANDLERS, *post_panel.HANDLERS)
"""Pattern below `blogtools/`, and handler."""


def add_handlers(app: Any) -> None:
    """Add the table to a server, below its base URL."""
    app.web_app.settings["blogtools_desk"] = Desk()
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$", [(url_path_join(base, "blogtools", pattern), handler) for pattern, handler in TABLE]
    )
    app.log.info("blogtools is ready")
