"""Rows of places to which a text is pasted or pushed: GitHub, dev.to, Hashnode, Medium."""

from __future__ import annotations

from blogtools.render.dialects import FOREM, GITHUB_MATH, HASHNODE, MEDIUM
from blogtools.render.targets.escapes import hide_liquid
from blogtools.render.targets.front_matter import Keys
from blogtools.render.targets.target import BOLD_CALLOUT, Target

_PUBLISHED = "{published}{name}"
"""A picture where the blog itself has it: these places take no files."""

SERVICE_TARGETS = (
    Target(
        "github",
        page="{slug}/README.md",
        asset="{folder}/{name}",
        generator="GitHub",
        front_matter=Keys(only=frozenset({"title"}), extra=None),
        style="heading",
        dialect=GITHUB_MATH,
        diagrams=frozenset({"mermaid"}),
    ),
    Target(
        "devto",
        asset_url=_PUBLISHED,
        generator="dev.to",
        post_url="{published}",
        front_matter=Keys(
            keys={"draft": "published", "image": "cover_image"},
            forms={"draft": "not", "tags": "few"},
            only=frozenset({"title", "date", "description", "tags", "series", "canonical_url"}),
            extra=None,
        ),
        fold=("{{% details {summary} %}}", "{{% enddetails %}}"),
        protect=hide_liquid,
        dialect=FOREM,
        callout=BOLD_CALLOUT,
        needs_home=True,
    ),
    Target(
        "hashnode",
        asset_url=_PUBLISHED,
        generator="Hashnode",
        post_url="{published}",
        front_matter=Keys(
            keys={
                "description": "subtitle",
                "image": "cover",
                "canonical_url": "canonical",
                "draft": "saveAsDraft",
                "date": "publishedAt",
            },
            forms={"tags": "commas"},
            only=frozenset({"title", "slug", "tags"}),
            extra=None,
        ),
        dialect=HASHNODE,
        callout=BOLD_CALLOUT,
        needs_home=True,
    ),
    Target(
        "medium",
        asset_url=_PUBLISHED,
        generator="Medium",
        post_url="{published}",
        front_matter=Keys(only=frozenset({"title"}), extra=None),
        style="heading",
        fold=("**{summary}**", ""),
        dialect=MEDIUM,
        callout=BOLD_CALLOUT,
        needs_home=True,
    ),
)
