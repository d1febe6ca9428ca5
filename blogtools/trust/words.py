"""Tells an author of code that is not used because nobody trusts it."""

from __future__ import annotations

from blogtools.config import PLUGINS, BlogConfig
from blogtools.trust.code import own_code
from blogtools.trust.record import trusted_files

TRUST_HINT = "read them, then trust the blog: with the button above the preview, or with `blogtools trust`"


def unused_code(blog: BlogConfig) -> str:
    """Return what is not used and why, as half a sentence; empty for a blog that is trusted, or has no code."""
    found = () if blog.trusted else own_code(blog)
    if not found:
        return ""
    names = {PLUGINS: f"{PLUGINS} ({', '.join(blog.settings.plugins)})"}
    why = "are code" if trusted_files(blog) is None else "have changed since you trusted them"
    return f"the blog's own {' and '.join(names.get(name, name) for name in found)}, which {why}"
