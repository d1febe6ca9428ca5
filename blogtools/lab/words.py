"""Messages in the words of JupyterLab: without options of the command line, which has other ways to decide."""

from __future__ import annotations

import re

import msgspec

from blogtools.errors import Finding

WORDS = (
    (r",? or add --allow-removed-urls", ", or let them go when you publish the blog"),
    (r"run git init, or publish to a folder: --to FOLDER", "run `git init` in the blog's folder, or name a folder to "
     "publish to in its settings (`publish.folder`)"),
    (r"install it, or publish to a folder: --to FOLDER", "install it, or name a folder to publish to in the blog's "
     "settings (`publish.folder`)"),
    (r"choose another (branch|one) with --branch", r"name another \1 in the blog's settings (`publish.branch`)"),
    (r"git remote add (\S+) URL, or --no-push", r"add it in a terminal: `git remote add \1 URL`"),
    (r", or commit without pushing: --no-push", ", then publish again"),
    (r"rerun with --debug or (\w+=1) for", r"start JupyterLab with \1 for"),
)  # fmt: skip
"""What the command line says, as an expression, and what to say instead."""
_CLAUSE = re.compile(r"(?:^|[;,] ?|\. )[^;,.]*(?<!\w)--[a-z][^;,]*")
"""A part of a sentence that names an option."""


def in_lab_words(text: str) -> str:
    """Return a message without options of the command line."""
    if "--" not in text:
        return text
    for said, instead in WORDS:
        text = re.sub(said, instead, text)
    # Options of git are for its own command line, which no dialog replaces.
    return _CLAUSE.sub(lambda clause: clause[0] if "git " in clause[0] else "", text).strip()


def for_lab(finding: Finding) -> Finding:
    """Return a finding in the words of JupyterLab."""
    message, hint = in_lab_words(finding.message), in_lab_words(finding.hint)
    return msgspec.structs.replace(finding, message=message, hint=hint)
