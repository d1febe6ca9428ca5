"""Rows of generators that are one program: Hugo, Jekyll, Zola, Quarto and MyST."""

from __future__ import annotations

from blogtools.render.dialects import GOLDMARK, KRAMDOWN, MYST, PANDOC, PULLDOWN
from blogtools.render.targets.escapes import hide_liquid, hide_quarto, hide_shortcodes, hide_tera, hugo_file_name
from blogtools.render.targets.front_matter import Keys
from blogtools.render.targets.infos import hugo_code_info, zola_code_info
from blogtools.render.targets.target import BOLD_CALLOUT, Callout, Target

NATIVE_TARGETS = (
    Target(
        "hugo",
        generator="Hugo",
        post_url="../{folder}/",
        front_matter=Keys(
            keys={"updated": "lastmod", "image": "images", "canonical_url": "canonicalURL", "language": ""},
            forms={"series": "list", "image": "list"},
            mathematics="math",
        ),
        code_info=hugo_code_info,
        protect=hide_shortcodes,
        dialect=GOLDMARK,
        callout=BOLD_CALLOUT,
        file_name=hugo_file_name,
    ),
    Target(
        "jekyll",
        page="_posts/{date}-{slug}.md",
        asset="assets/posts/{slug}/{name}",
        asset_url="{{{{ '/assets/posts/{slug}/{name}' | relative_url }}}}",
        generator="Jekyll",
        post_url="{{% post_url {stem} %}}",
        # `excerpt_separator` is a setting of each post, too (jekyllrb.com, "Posts").
        front_matter=Keys(
            keys={
                "updated": "last_modified_at",
                "draft": "published",
                "slug": "",
                "authors": "author",
                "aliases": "redirect_from",
                "language": "lang",
            },
            forms={"draft": "not", "authors": "one"},
            constants={"layout": "post"},
            mathematics="math",
        ),
        needs_day=True,
        fold=('<details markdown="1"><summary>{summary}</summary>', "</details>"),
        protect=hide_liquid,
        dialect=KRAMDOWN,
        callout=BOLD_CALLOUT,
    ),
    Target(
        "zola",
        generator="Zola",
        post_url="../{folder}/",
        # Zola refuses keys that it does not know (getzola.org, "Front matter").
        front_matter=Keys(
            keys={
                "tags": "taxonomies.tags",
                "categories": "taxonomies.categories",
                "series": "extra.series",
                "keywords": "extra.keywords",
                "image": "extra.image",
                "canonical_url": "extra.canonical_url",
                "license": "extra.license",
                "license_url": "extra.license_url",
                "doi": "extra.doi",
                "author_details": "extra.author_details",
                "language": "extra.lang",
                "toc": "extra.toc",
            },
            only=frozenset({"title", "date", "updated", "description", "draft", "slug", "authors", "aliases"}),
            mathematics="extra.math",
            extra="extra",
        ),
        excerpt="<!-- more -->",
        code_info=zola_code_info,
        protect=hide_tera,
        dialect=PULLDOWN,
        callout=BOLD_CALLOUT,
    ),
    Target(
        "quarto",
        generator="Quarto",
        front_matter=Keys(
            keys={
                "updated": "date-modified",
                "language": "lang",
                "authors": "author",
                "author_details": "",
                "toc_depth": "toc-depth",
                "toc_title": "toc-title",
                "number_sections": "number-sections",
                "license_url": "",
                "canonical_url": "canonical-url",
            },
        ),
        fold=("<details><summary>{summary}</summary>", "</details>"),
        protect=hide_quarto,
        dialect=PANDOC,
        callout=Callout("::: {{.callout-{kind}{title}}}", ' title="{title}"', end=":::"),
    ),
    Target(
        "myst",
        generator="MyST",
        front_matter=Keys(
            keys={"image": "thumbnail", "tags": "tags", "author_details": ""},
            only=frozenset(
                {"title", "date", "description", "authors", "keywords", "tags", "license", "doi", "image", "draft"}
            ),
            extra=None,
        ),
        fold=("::::{{dropdown}} {summary}", "::::"),
        dialect=MYST,
        callout=Callout(":::{{{kind}}}{title}", " {title}", end=":::"),
    ),
)
