"""Rows of generators in Python, whose parser is Python-Markdown: MkDocs, Zensical, Pelican, Nikola."""

from __future__ import annotations

import msgspec

from blogtools.render.dialects import PYTHON_MARKDOWN
from blogtools.render.targets.escapes import hide_nikola
from blogtools.render.targets.front_matter import Keys
from blogtools.render.targets.infos import superfences_code_info
from blogtools.render.targets.target import Callout, Target

_ADMONITION = Callout("!!! {kind}{title}", ' "{title}"', indent="    ")
_FOLD = ('<details markdown="1"><summary>{summary}</summary>', "</details>")

_MKDOCS = Target(
    "mkdocs",
    page="{slug}/index.md",
    asset="{folder}/{name}",
    generator="MkDocs",
    # `authors` are ids of `.authors.yml` there, and `tags` alone are lists (squidfunk.github.io, "Blog plugin").
    front_matter=Keys(
        keys={"authors": "", "author_details": "", "language": "lang", "updated": "", "image": "image"},
        forms={},
    ),
    needs_day=True,
    excerpt="<!-- more -->",
    code_info=superfences_code_info,
    dialect=PYTHON_MARKDOWN,
    callout=_ADMONITION,
    fold=_FOLD,
    diagrams=frozenset({"mermaid"}),
)

PYTHON_TARGETS = (
    _MKDOCS,
    msgspec.structs.replace(_MKDOCS, name="zensical", generator="Zensical", needs_day=False),
    Target(
        "pelican",
        page="{slug}.md",
        asset="{slug}/{name}",
        asset_url="{{attach}}{slug}/{name}",
        generator="Pelican",
        post_url="{{filename}}{page}",
        front_matter=Keys(
            keys={
                "title": "Title",
                "date": "Date",
                "slug": "Slug",
                "categories": "Category",
                "tags": "Tags",
                "description": "Summary",
                "authors": "Authors",
                "draft": "Status",
                "updated": "Modified",
                "series": "Series",
                "image": "Image",
                "language": "Lang",
                "keywords": "Keywords",
                "license": "License",
                "license_url": "License_Url",
                "canonical_url": "Canonical_Url",
            },
            forms={"categories": "first", "draft": "draft", "description": "markdown", "authors": "commas"},
            only=frozenset({"title"}),
        ),
        style="lines",
        needs_day=True,
        excerpt="<!-- PELICAN_END_SUMMARY -->",
        dialect=PYTHON_MARKDOWN,
        callout=_ADMONITION,
        fold=_FOLD,
    ),
    Target(
        "nikola",
        page="posts/{slug}.md",
        asset="images/{slug}/{name}",
        asset_url="/images/{slug}/{name}",
        generator="Nikola",
        post_url="link://slug/{slug}",
        front_matter=Keys(
            keys={
                "categories": "category",
                "authors": "author",
                "draft": "status",
                "image": "previewimage",
                "canonical_url": "canonical",
            },
            forms={"categories": "first", "authors": "commas", "tags": "commas", "draft": "draft"},
            only=frozenset({"title", "date", "updated", "slug", "tags", "description", "categories"}),
            constants={"type": "text"},
            mathematics="has_math",
        ),
        style="comment",
        needs_day=True,
        excerpt="<!-- TEASER_END -->",
        protect=hide_nikola,
        dialect=PYTHON_MARKDOWN,
        callout=_ADMONITION,
        fold=_FOLD,
    ),
)
