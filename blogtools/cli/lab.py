"""`blogtools lab`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from blogtools.config import find_blog


@click.command("lab", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...")
def command(*, options: tuple[str, ...]) -> None:
    """Open JupyterLab on this blog. OPTIONs are passed to JupyterLab."""
    blog = find_blog(Path.cwd())
    # -P: else Python would import what lies in the folder, such as a `yaml.py`, in place of what is installed.
    line = [sys.executable, "-P", "-m", "jupyterlab", f"--ServerApp.root_dir={blog.root}", *options]
    sys.exit(subprocess.call(line))  # noqa: S603 - the author's own words to the author's own JupyterLab
