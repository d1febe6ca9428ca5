"""Routes that the extension adds to a Jupyter server."""

from __future__ import annotations

from typing import Any

from jupyter_server.utils import url_path_join

from blogtools.lab import cells, edits, live_page, new_post, post_panel, preview
from blogtools.lab import publish_handlers as publishing
from blogtools.lab.access_tokens import AccessTokens
from blogtools.lab.post_panel import Publications
from blogtools.lab.publish_handlers import PublishQueue
from blogtools.lab.sessions import SessionStore
from blogtools.lab.trust import handlers as trust
from blogtools.lab.trust.saves import follow_saves

ROUTES = (
    *preview.HANDLERS,
    *edits.HANDLERS,
    *cells.HANDLERS,
    *post_panel.HANDLERS,
    *new_post.HANDLERS,
    *publishing.HANDLERS,
    *live_page.HANDLERS,
    *trust.HANDLERS,
)
"""(pattern below `blogtools/`, handler) pairs."""


def add_handlers(app: Any) -> None:
    """Add the routes to a server, below its base URL."""
    settings = app.web_app.settings
    settings["blogtools_sessions"] = SessionStore()
    settings["blogtools_publish_queue"] = PublishQueue()
    settings["blogtools_publications"] = Publications()
    settings["blogtools_access_tokens"] = AccessTokens()
    follow_saves(app.contents_manager)
    base = settings["base_url"]
    app.web_app.add_handlers(
        ".*$", [(url_path_join(base, "blogtools", pattern), handler) for pattern, handler in ROUTES]
    )
    app.log.info("blogtools is ready")
