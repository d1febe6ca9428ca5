"""Notebooks that their owner does not publish: by their names, or by the settings of another generator."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from blogtools.content.pelican import PELICAN_SETTINGS, PelicanBlog
from blogtools.content.quarto import render_list
from blogtools.read.forms import PROJECT_METADATA

POST_FOLDERS = ("_notebooks", "_posts")
"""Folders of posts whose names begin with an underscore (fastpages, Jekyll)."""

Rule = Callable[[str], str]
"""From the absolute path of a notebook to why it is not published; empty if it is."""


def exclusion_rules(folder: Path, root: Path, pelican: PelicanBlog | None) -> tuple[Rule, ...]:
    """Return the rules for the notebooks that are found by searching a folder of the blog at `root`.

    A notebook that the author names is published, whatever they say.
    """
    rules = [_underscore_rule(os.path.abspath(folder))]  # noqa: PTH100 - resolve() would follow links
    project = nearest_file(folder, root, PROJECT_METADATA)
    listed = render_list(project) if project else None
    if project and listed:
        rules.append(_within(project.parent, listed.reason))
    if pelican:
        rules.append(_within(pelican.root, pelican.reason))
    return tuple(rules)


def nearest_file(folder: Path, root: Path, names: tuple[str, ...]) -> Path | None:
    """Return the first file of these names in a folder or above it, up to `root`."""
    folder, root = folder.resolve(), root.resolve()
    for above in (folder, *folder.parents) if folder.is_relative_to(root) else (folder,):
        for name in names:
            if (above / name).is_file():
                return above / name
        if above == root:
            return None
    return None


def pelican_blog(folder: Path, root: Path) -> PelicanBlog | None:
    """Return the blog of Pelican that a folder is in, as far as it lies in `root`; None if there is none."""
    settings = nearest_file(folder, root, (PELICAN_SETTINGS,))
    return PelicanBlog.read(settings) if settings else None


def _underscore_rule(folder: str) -> Rule:
    """Return the rule of Quarto, Jekyll and Nikola for names that begin with an underscore, of files and folders."""

    def reason(path: str) -> str:
        if f"{os.sep}_" not in path:
            return ""
        parts = list(Path(os.path.relpath(path, folder)).parts)
        if parts[0] in POST_FOLDERS:
            del parts[0]
        hidden = next((part for part in parts if part.startswith("_")), "")
        if not hidden:
            return ""
        return "its name begins with _" if hidden is parts[-1] else f"the name of its folder, {hidden}, begins with _"

    return reason


def _within(folder: Path, rule: Rule) -> Rule:
    """Return a rule that is given paths relative to a folder, with slashes, and only those inside of it."""
    base = f"{folder}{os.sep}"

    def reason(path: str) -> str:
        real = os.path.realpath(path)
        return rule(real[len(base) :].replace(os.sep, "/")) if real.startswith(base) else ""

    return reason
