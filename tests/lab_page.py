"""A page of JupyterLab or Notebook in a real browser: opened, typed into, and listened to."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.lab_hosts import LabServer

PATIENCE = 90_000
"""Milliseconds that a page may take for one thing; all of them only where it fails."""
expect.set_options(
    timeout=PATIENCE
)  # Its own five seconds are few where two servers, two kernels and a browser share a core.
NOISE = (
    (
        r"script: TypeError: Cannot read properties of undefined \(reading 'schema'\)\n"
        r"\s+at http\S+/static/notebook/notebook_core\..*",
        "Notebook 7 reads the settings of its shortcuts when others are loaded, which may be before its own are",
    ),
    (
        r"console: Cannot read properties of null \(reading 'updateRenderOption'\) "
        r"\(http\S+/static/notebook/notebook_core\..*",
        "Notebook 7 sets how it draws the progress of running cells, which may be before it has drawn any",
    ),
)
"""What hosts complain of without the project's extension: an expression for the whole line, and the reason."""

IN_NOTEBOOK = """async ([body, argument]) => {
  const shell = window.jupyterapp.shell;
  const panels = [...shell.widgets('main')].filter(widget => widget.hasClass('jp-NotebookPanel'));
  const panel = panels.find(panel => panel === shell.currentWidget) ?? panels.find(panel => panel.isVisible);
  return await (0, eval)(body)(panel, argument);
}"""
SHOWN = """path => {
  const panels = [...window.jupyterapp.shell.widgets('main')];
  return panels.some(panel => panel.context?.path === path && panel.context.isReady && panel.isVisible);
}"""
IDLE = """path => {
  const panels = [...window.jupyterapp.shell.widgets('main')];
  const panel = panels.find(panel => panel.context?.path === path);
  return panel.context.sessionContext.session?.kernel?.status === 'idle';
}"""


class LabPage:
    """A page, and all that went wrong in it."""

    def __init__(self, page: Page, server: LabServer) -> None:
        self.page = page
        """Playwright's, for all that has no helper here."""
        self.server = server
        self.workspace = secrets.token_hex(4)
        """JupyterLab's name for what is open; pages that share one would restore what stands in the other."""
        self.errors: list[str] = []
        """Errors in the console, of scripts, and requests that failed, in order."""
        self.outside: list[str] = []
        """Addresses asked for that are not the server's."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(f"script: {error.stack or error}"))
        page.on("request", lambda request: self._note(request.url))
        page.on("requestfailed", self._fail)
        page.on("websocket", lambda socket: self._note(socket.url))

    def open(self, path: str | None = None, *, kernel: bool = False) -> None:
        """Open the page anew, at a notebook or another file if one is named; wait for its kernel if asked to."""
        is_lab = self.server.host.program.name == "jupyter-lab"
        lab = f"lab/workspaces/{self.workspace}"
        where = {(True, True): lab, (True, False): f"{lab}/tree/", (False, True): "tree", (False, False): "notebooks/"}
        address = where[is_lab, path is None] + quote(path or "")
        self.page.goto(f"{self.server.url}{address}?reset&token={self.server.token}")
        self.page.wait_for_function("window.jupyterapp")
        self.page.evaluate("window.jupyterapp.restored.then(() => null)")
        if path is not None:
            self.page.wait_for_function(SHOWN, arg=path)
        if kernel:
            self.page.wait_for_function(IDLE, arg=path)

    def run(self, command: str, args: dict[str, Any] | None = None) -> None:
        """Run a command of JupyterLab, and wait until it is done."""
        # What it gives may be a widget, which cannot be told.
        code = "([command, args]) => window.jupyterapp.commands.execute(command, args).then(() => null)"
        self.page.evaluate(code, [command, args or {}])

    def in_notebook(self, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function with the NotebookPanel that is in front, and an argument."""
        return self.page.evaluate(IN_NOTEBOOK, [function, argument])

    def type_in_cell(self, index: int, text: str) -> None:
        """Type at the end of a cell, key by key; brackets and quotes close themselves as they do for an author."""
        self.select_cell(index)
        self.in_notebook(
            """async (panel, index) => {
              panel.content.mode = 'edit';
              await panel.content.activeCell.ready;
              panel.content.activeCell.editor.focus();
            }""",
            index,
        )
        self.page.keyboard.press("ControlOrMeta+End")
        self.page.keyboard.type(text)

    def select_cell(self, index: int) -> None:
        """Make a cell the active one, and scroll to it."""
        self.in_notebook(
            """async (panel, index) => {
              panel.content.activeCellIndex = index;
              await panel.content.scrollToItem(index);
            }""",
            index,
        )

    def cell_source(self, index: int) -> str:
        """What the page has as the source of a cell."""
        source: str = self.in_notebook("(panel, index) => panel.content.widgets[index].model.sharedModel.source", index)
        return source

    def run_cell(self, index: int) -> None:
        """Run a cell, and wait until it has run."""
        self.select_cell(index)
        self.run("notebook:run-cell")

    def save(self) -> None:
        """Save the file in front, and wait until it is saved."""
        self.run("docmanager:save")

    def shot(self, path: Path) -> None:
        """Write a picture of the page."""
        self.page.screenshot(path=path)

    def assert_quiet(self) -> None:
        """Nothing went wrong, beyond what does without the project too; and nobody but the server was asked."""
        heard = [line for line in self.errors if not any(re.fullmatch(noise, line, re.DOTALL) for noise, _ in NOISE)]
        assert [] == heard, "\n".join(heard)
        assert [] == self.outside, "\n".join(self.outside)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location['url']})")

    def _fail(self, request: Request) -> None:
        if request.failure == "net::ERR_ABORTED":
            return  # The page itself wants it no more: it goes elsewhere, or knows a better address by now.
        self.errors.append(f"request: {request.method} {request.url}: {request.failure}")

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != f"127.0.0.1:{self.server.port}":
            self.outside.append(url)


@contextmanager
def lab_page(
    browser: Browser, server: LabServer, path: str | None = None, *, kernel: bool = False
) -> Iterator[LabPage]:
    """Open a page in a profile of its own; what the server says meanwhile is printed, for tests that fail."""
    said = len(server.log())
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(PATIENCE)
    lab = LabPage(context.new_page(), server)
    try:
        lab.open(path, kernel=kernel)
        yield lab
    finally:
        context.close()
        print(f"The server of {server.host.name}:\n{server.log()[said:]}")
        print("The page:", *lab.errors, sep="\n")
