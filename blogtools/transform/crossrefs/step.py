"""The transform step that numbers figures, tables, formulas and theorems, and resolves the references to them."""

from __future__ import annotations

import msgspec

from blogtools.model import Post
from blogtools.transform.context import Context
from blogtools.transform.crossrefs.signs import has_signs


def resolve_references(post: Post, context: Context) -> Post:
    """Return the post with numbers for what has a label or caption, and links for references; most have neither."""
    if not has_signs(post.cells):
        return post
    # Imported only for posts that have some.
    from blogtools.transform.crossrefs.post import with_references_resolved

    cells, findings = with_references_resolved(post, context)
    return msgspec.structs.replace(post, cells=cells, findings=post.findings + findings)
