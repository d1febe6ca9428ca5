"""`blogtools serve`."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blogtools.cli.command import quiet_option, say
from blogtools.cli.console import print_errors, print_warnings

if TYPE_CHECKING:
    from blogtools.serve.build import Build

FEW = 2
"""Pages whose reasons are told one by one."""


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=8000,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option("--drafts", is_flag=True, help="Include drafts.")
@click.option("--open", "opens", is_flag=True, help="Open the browser.")
@quiet_option
def command(*, port: int, drafts: bool, opens: bool) -> None:
    """Preview the blog in the browser, reloading pages when a notebook is saved. Stop with Ctrl-C.

    The preview is built in .blogtools/serve and is reachable from this machine only.
    """
    # The web server and the theme are not loaded for a look at the help.
    from blogtools.serve.server import serve

    def ready(address: str, got: int) -> None:
        taken = f" (port {port} is taken)" if port not in (0, got) else ""
        say(f"Serving {address}{taken}; Ctrl-C ends it.")
        if opens:
            # Loaded only on request; some browsers hold the line until they are closed.
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    serve(Path.cwd(), port=port, drafts=drafts, ready=ready, on_build=Teller())


class Teller:
    """Prints each build in a line, errors in full, and of the warnings those that were not printed last time."""

    def __init__(self) -> None:
        self.last: Build | None = None

    def __call__(self, build: Build) -> None:
        """Print it."""
        last, self.last = self.last, build
        report = build.report
        before = last.report if last else None
        known = before.findings if before else ()
        if last and before and report and not (report.built or report.removed) and build.problems == last.problems:
            return  # Something changed that no page is made of.
        print_errors(build.problems)
        if report:
            new = [one for one in report.findings if one not in known]
            print_warnings(new, more="blogtools convert --json lists them all")
        line = report.summary() if report else "Nothing was written."
        if report and len(report.built) <= FEW:
            line += "".join(f" {page.source}: {page.reason}." for page in report.built)
        say(f"{time.strftime('%H:%M:%S')} {line}")
