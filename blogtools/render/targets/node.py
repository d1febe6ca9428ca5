"""Rows of generators for Node.js: Docusaurus, Astro, Eleventy, Hexo."""

from __future__ import annotations

import msgspec

from blogtools.render.dialects import MARKDOWN_IT, REMARK, Dialect
from blogtools.render.targets.front_matter import Keys
from blogtools.render.targets.infos import docusaurus_code_info
from blogtools.render.targets.target import BOLD_CALLOUT, Callout, Target

_DOCUSAURUS: Dialect = msgspec.structs.replace(REMARK, top_heading=2)

NODE_TARGETS = (
    Target(
        "docusaurus",
        page="blog/{slug}/index.md",
        asset="static/posts/{slug}/{name}",
        asset_url="/posts/{slug}/{name}",
        generator="Docusaurus",
        # Without `mdx.format`, `.md` is MDX, in which `{` and `<` of a text stop the whole site.
        front_matter=Keys(
            keys={"updated": "last_update", "author_details": "", "language": "", "toc": "", "toc_title": ""},
            forms={"authors": "names", "updated": "update"},
            constants={"mdx": {"format": "md"}},
        ),
        # Where the site is no repository of git, it stops at a post without a date.
        needs_day=True,
        excerpt="<!-- truncate -->",
        code_info=docusaurus_code_info,
        dialect=_DOCUSAURUS,
        callout=Callout(":::{kind}{title}", "[{title}]", end=":::", kinds={"important": "info", "caution": "danger"}),
    ),
    Target(
        "astro",
        page="src/content/blog/{slug}/index.md",
        asset="public/posts/{slug}/{name}",
        asset_url="/posts/{slug}/{name}",
        generator="Astro",
        post_url="../{slug}/",
        front_matter=Keys(
            keys={"date": "pubDate", "updated": "updatedDate", "image": "heroImage", "language": "lang"},
        ),
        needs_day=True,
        dialect=REMARK,
        callout=BOLD_CALLOUT,
    ),
    Target(
        "eleventy",
        page="{slug}/index.md",
        asset="{folder}/{name}",
        generator="Eleventy",
        post_url="../{folder}/",
        # Liquid would run over the text otherwise.
        front_matter=Keys(keys={"language": "lang", "slug": ""}, constants={"templateEngineOverride": "md"}),
        excerpt="<!-- more -->",
        dialect=MARKDOWN_IT,
        callout=BOLD_CALLOUT,
    ),
    Target(
        "hexo",
        page="source/_posts/{slug}.md",
        asset="source/posts/{slug}/{name}",
        asset_url="/posts/{slug}/{name}",
        generator="Hexo",
        post_url="/posts/{slug}/",
        # Nunjucks would run over the text otherwise.
        front_matter=Keys(
            keys={
                "language": "lang",
                "authors": "author",
                "author_details": "",
                "draft": "published",
                "slug": "permalink",
                "image": "cover",
            },
            forms={"authors": "one", "draft": "not", "slug": "posts"},
            constants={"disableNunjucks": True},
            mathematics="mathjax",
        ),
        excerpt="<!-- more -->",
        dialect=MARKDOWN_IT,
        callout=BOLD_CALLOUT,
    ),
)
