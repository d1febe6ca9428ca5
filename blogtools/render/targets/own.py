"""Rows of what blogtools publishes itself, and of plain Markdown."""

from __future__ import annotations

from blogtools.render.targets.front_matter import Keys
from blogtools.render.targets.target import Target

HTML = Target("html", page="{slug}/index.html", asset="{folder}/{name}")
SINGLE_FILE = Target("single-file", page="{slug}.html", asset="{folder}/{name}")
MARKDOWN = Target(
    "markdown",
    page="{slug}/index.md",
    asset="{folder}/{name}",
    front_matter=Keys(keys={"language": "lang"}),
    # GitHub, MkDocs with Material, Docusaurus, Quarto and MyST do.
    diagrams=frozenset({"mermaid"}),
)
