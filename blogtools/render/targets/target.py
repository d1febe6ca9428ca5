"""A target: one form of result, as a row of data."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from blogtools.errors import Where
from blogtools.model import Post
from blogtools.plugins.guard import failure, guard
from blogtools.render.dialects import GITHUB, SYNTAX_CLOSE, SYNTAX_OPEN, Dialect
from blogtools.render.links import page_url
from blogtools.render.permalink import PageNaming, needs_date, page_path
from blogtools.render.targets.front_matter import FrontMatterFields
from blogtools.transform.code.look import CodeLook


def template_syntax(text: str) -> str:
    """Mark template syntax of the target, such as `{% post_url … %}`, so that `protect` does not escape it."""
    return f"{SYNTAX_OPEN}{text}{SYNTAX_CLOSE}" if "{" in text else text


class Callout(msgspec.Struct, frozen=True):
    """The form of a callout: `> [!NOTE]` with quoted lines, or that of a generator.

    In `start` are filled in the `{kind}`, also as `{Kind}` and `{KIND}`, and the `{title}`, itself a pattern.
    """

    start: str
    title: str = ""
    """Pattern of its title, if it has one; "" if that is a bold line at its top."""
    indent: str = ""
    """What the lines inside begin with."""
    end: str = ""
    """Line after it, which is lengthened where a line inside is one like it."""
    kinds: Mapping[str, str] = {}
    """GitHub's name of a kind, in small letters, to the generator's, where that is another one."""


GITHUB_CALLOUT = Callout("> [!{KIND}]", indent="> ")
BOLD_CALLOUT = Callout("> **{Kind}**", indent="> ")
"""A quote that begins with the name: what every parser shows as it is meant."""


def language_only(language: str, _: CodeLook) -> str:
    """Return what stands after a fence where nothing but the language may."""
    return language


class Target(msgspec.Struct, frozen=True):
    """One form of result.

    In patterns of pages, the fields of `page_path` are filled in; in those of assets `{slug}`, the `{name}` of the
    asset, and the `{folder}` of the page.
    """

    name: str
    """As given to `--to`."""
    page: str = "{slug}/index.md"
    """Pattern of a page's path below the output folder."""
    asset: str = "{folder}/{name}"
    """Pattern of an asset's path below the output folder."""
    asset_url: str = "{name}"
    """Pattern of the URL by which a page refers to its asset; `{published}` is where the blog's own page is."""
    html_asset_url: str = ""
    """The same in raw HTML, where the generator rewrites only addresses in Markdown; "" if it is no other."""
    post_url: str = ""
    """Pattern of the URL that refers to another post, of its `{slug}`, the path of its `{page}`, the `{folder}`
    and the `{stem}` of that; "" for a relative path to its file."""
    undated: str | None = None
    """Pattern of the path of a page without a date, where `page` needs one."""
    notebooks: str = ""
    """Folder of the blog's notebooks, which paths of pages that are those of notebooks do not have."""
    front_matter: Callable[[Post], FrontMatterFields] | None = None
    """The front matter of a Markdown page; None for HTML."""
    style: str = "yaml"
    """Form in which it is written: one of `STYLES`."""
    needs_day: bool = False
    """True if the generator stops at a post without a date, or leaves it out."""
    excerpt: str = "<!--more-->"
    """What ends the excerpt of a post in lists, where its author has put such a mark."""
    callout: Callout = GITHUB_CALLOUT
    fold: tuple[str, str] = ("<details><summary>{summary}</summary>", "</details>")
    """Text before and after a folded part of a Markdown page."""
    diagrams: frozenset[str] = frozenset()
    """Kinds of diagrams (`mermaid`) whose blocks the generator draws itself; pages for others get pictures of them."""
    code_info: Callable[[str, CodeLook], str] = language_only
    """From the language of a block of code, and how it is to be shown, to the text after its fence."""
    protect: Callable[[str], str] = str
    """Escape the generator's template syntax in the author's text."""
    dialect: Dialect = GITHUB
    """The Markdown of the generator."""
    file_name: Callable[[str], str] = str
    """From the name of an asset to the one under which the generator publishes it as it is."""

    generator: str = ""
    """Name of the generator, for messages and for what its site must set (`setup.SETUPS`)."""
    needs_home: bool = False
    """True if pages lie on another server, so that their pictures and links need the address of the blog. Their paths
    follow the setting `permalink`."""

    @property
    def is_html(self) -> bool:
        """True if pages are HTML; False for Markdown."""
        return self.front_matter is None

    def path(self, naming: PageNaming) -> str:
        """Return the path of a post's page below the output folder."""
        return page_path(self.undated if naming.date is None and self.undated else self.page, naming, self.notebooks)

    def address_of(self, page: str, published: str = "") -> str:
        """Return the URL that refers to the post with a page; `published` is that of its page on the blog itself."""
        folder, name = posixpath.split(page)
        stem = posixpath.splitext(name)[0]
        slug = posixpath.basename(folder) if stem == "index" else stem
        return self.post_url.format(page=page, folder=folder, stem=stem, slug=slug, published=published)

    def published_page(self, page: str, home: str) -> str:
        """Return the URL of the blog's own page of a post, for targets that need it; "" if it is unknown."""
        return f"{home}{page_url(f'{posixpath.splitext(page)[0]}.html')}" if self.needs_home and home else ""

    def asset_path(self, page: str, slug: str, name: str) -> str:
        """Return the path below the output folder of an asset of the page at `page`."""
        return self.asset.format(folder=posixpath.dirname(page), slug=slug, name=name).lstrip("/")

    def guarded(self, plugin: str) -> Target:
        """Return the target of a plugin: whatever its functions raise is an error of the post, and names the plugin."""
        changes: dict[str, Any] = {
            name: guard(plugin, f"`{name}` of target `{self.name}`", function, lambda _: Where())
            for name, function in (
                ("protect", self.protect),
                ("file_name", self.file_name),
                ("code_info", self.code_info),
            )
            if function is not None
        }
        if self.front_matter is not None:
            changes["front_matter"] = self._guarded_front_matter(plugin, self.front_matter)
        return msgspec.structs.replace(self, **changes)

    def _guarded_front_matter(
        self, plugin: str, function: Callable[[Post], FrontMatterFields]
    ) -> Callable[[Post], FrontMatterFields]:
        what = f"`front_matter` of target `{self.name}`"
        run = guard(plugin, what, function, lambda given: Where(given[0].source))

        def checked(post: Post) -> FrontMatterFields:
            fields: object = run(post)
            if not isinstance(fields, dict):
                message = f"{what} returned {type(fields).__name__} instead of a dict"
                raise failure(plugin, message, Where(post.source))
            return fields

        return checked

    @property
    def needs_date(self) -> bool:
        """True if a post's URL depends on its date."""
        return needs_date(self.page)
