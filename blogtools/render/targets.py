"""Output targets: HTML, and the Markdown dialect of each generator, as rows of data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

import msgspec

from blogtools.errors import Where
from blogtools.memo import lazy_pattern
from blogtools.model import Moment, Post
from blogtools.plugins.guard import failure, guard
from blogtools.plugins.registry import Registry
from blogtools.read.fields import FIELDS
from blogtools.read.schema import TargetKey

FrontMatterFields = dict[str, Any]

SYNTAX_OPEN, SYNTAX_CLOSE = "\ue0f2", "\ue0f3"
"""Delimiters around template syntax of the generator until `protect` has escaped the author's text."""


def template_syntax(text: str) -> str:
    """Mark template syntax of the target, such as `{% post_url … %}`, so that `protect` does not escape it."""
    return f"{SYNTAX_OPEN}{text}{SYNTAX_CLOSE}" if "{" in text else text


class Target(msgspec.Struct, frozen=True):
    """One form of result.

    In patterns, `{slug}`, `{date}`, `{year}`, `{month}` and `{day}` are filled in, and for an asset its `{name}` and
    the `{folder}` of the page.
    """

    name: str
    """As given to `--to`."""
    page: str
    """Pattern of a page's path below the output folder."""
    asset: str
    """Pattern of an asset's path below the output folder."""
    asset_url: str = "{name}"
    """Pattern of the URL by which a page refers to its asset."""
    post_url: Callable[[str], str] | None = None
    """From the path of another post's page to the URL that refers to it; None for a relative path to its file."""
    undated: str | None = None
    """Pattern of the path of a page without a date, where `page` needs one."""
    front_matter: Callable[[Post], FrontMatterFields] | None = None
    """The front matter of a Markdown page; None for HTML."""
    fold: tuple[str, str] = ("<details><summary>{summary}</summary>", "</details>")
    """Text before and after a folded part of a Markdown page."""
    protect: Callable[[str], str] = str
    """Escape the generator's template syntax in the author's text."""

    @property
    def is_html(self) -> bool:
        """True if pages are HTML; False for Markdown."""
        return self.front_matter is None

    def path(self, slug: str, date: Moment | None) -> str:
        """Return the path of a post's page below the output folder."""
        pattern = self.undated if date is None and self.undated else self.page
        year, month, day = (f"{date.year:04}", f"{date.month:02}", f"{date.day:02}") if date else ("", "", "")
        return pattern.format(slug=slug, date=f"{year}-{month}-{day}", year=year, month=month, day=day)

    def asset_path(self, page: str, slug: str, name: str) -> str:
        """Return the path below the output folder of an asset of the page at `page`."""
        return self.asset.format(folder=posixpath.dirname(page), slug=slug, name=name).lstrip("/")

    def guarded(self, plugin: str) -> Target:
        """Return the target of a plugin: whatever its functions raise is an error of the post, and names the plugin."""
        changes: dict[str, Any] = {
            name: guard(plugin, f"`{name}` of target `{self.name}`", function, lambda _: Where())
            for name, function in (("post_url", self.post_url), ("protect", self.protect))
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
        return any(field in self.page for field in ("{date}", "{year}", "{month}", "{day}"))


def written_fields(post: Post, target: str) -> FrontMatterFields:
    """Return the fields of a post as their rows have them for a target, given by its name."""
    found: FrontMatterFields = {}
    for field in FIELDS:
        output = field.targets.get(target, TargetKey(field.name))
        if output is not None:
            # Each generator makes an excerpt of its own; the title, the date and the slug are those of the page.
            value = getattr(post if field.shown == field.name else post.front, field.name)
            found[output.key] = output.form(list(value) if isinstance(value, tuple) else value)
    return found


def _plain_front_matter(post: Post) -> FrontMatterFields:
    return {**written_fields(post, "markdown"), **post.front.extra}


def _hugo_front_matter(post: Post) -> FrontMatterFields:
    """Return Hugo's fields (gohugo.io, "Front matter"); themes load a typesetter if `math` is set."""
    return {**written_fields(post, "hugo"), "math": has_mathematics(post) or None, **post.front.extra}


def _jekyll_front_matter(post: Post) -> FrontMatterFields:
    """Return Jekyll's fields (jekyllrb.com, "Front Matter"), and those of its common plugins."""
    return {
        "layout": "post",
        **written_fields(post, "jekyll"),
        "math": has_mathematics(post) or None,
        **post.front.extra,
    }


def has_mathematics(post: Post) -> bool:
    """Return True if a post has formulas."""
    return any(cell.markdown is not None and cell.markdown.formulas for cell in post.cells)


_SHORTCODE = lazy_pattern(rf"(?<!{SYNTAX_OPEN})\{{\{{([<%])(.*?)([>%])\}}\}}", re.DOTALL)


def _hide_shortcodes(text: str) -> str:
    """Escape shortcodes in the author's text (gohugo.io, "Shortcodes", on comments in a call)."""
    if "{{" not in text:
        return text
    return _SHORTCODE.sub(r"{{\1/*\2*/\3}}", text)


def _hide_liquid(text: str) -> str:
    """Escape Liquid in the author's text; `{% raw %}` cannot hold its own end, so that is split in two."""
    if "{{" not in text and "{%" not in text:
        return text
    text = re.sub(r"\{%-?\s*endraw", "{% endraw %}{{ '{%' }}{% raw %} endraw", text)
    return f"{{% raw %}}{text}{{% endraw %}}"


HTML = Target("html", page="{slug}/index.html", asset="{folder}/{name}")
SINGLE_FILE = Target("single-file", page="{slug}.html", asset="{folder}/{name}")

TARGETS: Registry[Target] = Registry(
    "targets",
    Target,
    (
        HTML,
        Target(
            "markdown",
            page="{slug}/index.md",
            asset="{folder}/{name}",
            front_matter=_plain_front_matter,
        ),
        Target(
            "hugo",
            page="{slug}/index.md",
            asset="{folder}/{name}",
            post_url=lambda page: f"../{posixpath.dirname(page)}/",
            front_matter=_hugo_front_matter,
            fold=('{{{{< details summary="{summary}" >}}}}', "{{{{< /details >}}}}"),
            protect=_hide_shortcodes,
        ),
        Target(
            "jekyll",
            page="_posts/{date}-{slug}.md",
            undated="_drafts/{slug}.md",
            asset="assets/posts/{slug}/{name}",
            asset_url="{{{{ '/assets/posts/{slug}/{name}' | relative_url }}}}",
            post_url=lambda page: f"{{% post_url {posixpath.basename(page).removesuffix('.md')} %}}",
            front_matter=_jekyll_front_matter,
            protect=_hide_liquid,
        ),
    ),
)


def with_permalink(target: Target, permalink: str) -> Target:
    """Return the target with page paths from the setting `permalink`; Markdown targets are unchanged.

    A post without a date keeps its default URL.
    """
    if target != HTML:
        return target
    pattern = permalink.strip("/")
    page = pattern if pattern.endswith(".html") else f"{pattern}/index.html"
    return msgspec.structs.replace(target, page=page, undated=HTML.page)


def front_matter_fields(target: Target, post: Post) -> FrontMatterFields:
    """Return the front matter of a Markdown page, without empty fields."""
    if target.front_matter is None:
        return {}
    fields = target.front_matter(post)
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
