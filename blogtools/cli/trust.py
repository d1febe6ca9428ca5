"""`blogtools trust`."""

from __future__ import annotations

from pathlib import Path

import click

from blogtools.cli.command import quiet_option, say
from blogtools.config import find_blog
from blogtools.trust.code import code_digests
from blogtools.trust.record import trust_code, withdraw_trust


@click.command("trust")
@click.option("--withdraw", is_flag=True, help="Trust the blog no longer.")
@quiet_option
def command(*, withdraw: bool) -> None:
    """Let JupyterLab use the templates and plugins of this blog, as they are now.

    They are code: read them first. Once one of them is changed by anything but your own edits in JupyterLab, such as
    `git pull`, none of them is used until you trust the blog again.
    """
    blog = find_blog(Path.cwd())
    if withdraw:
        was_trusted = withdraw_trust(blog)
        say(f"{blog.root} is no longer trusted." if was_trusted else f"{blog.root} was not trusted.")
        return
    found = code_digests(blog)
    if not found:
        say(f"{blog.root} has no templates or plugins of its own, so there is nothing to trust.")
        return
    trust_code(blog, found)
    for name in found:
        say(f"  {name}")
    say(f"{blog.root} is trusted: JupyterLab uses these files until they change.")
