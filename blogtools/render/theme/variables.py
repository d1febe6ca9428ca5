"""The variables that templates get, for type checkers and for the reference in the guide."""

from __future__ import annotations

from typing import Any, TypedDict

from markupsafe import Markup

from blogtools.config import Settings
from blogtools.render.theme.environment import Date, Inline


class Term(TypedDict):
    """A tag, a category, a series or an author."""

    name: str
    """As it is written."""
    url: str | None
    """Its list; None where there are no lists."""


class DiaryDay(TypedDict):
    """A day of a diary."""

    title: str
    """The heading, to the letter."""
    anchor: str
    """The id of the heading."""
    date: Date


class Picture(TypedDict):
    """A picture that other sites show beside a link to a post."""

    url: str
    """Absolute."""
    width: int | None
    """Pixels; None where the size is not known."""
    height: int | None
    """Likewise."""


class PostVariables(TypedDict):
    """A post, on its own page."""

    title: str
    """To the letter."""
    anchor: str | None
    """The id of the heading that gave the title; None for a title from the metadata."""
    slug: str
    """The post's name in addresses."""
    date: Date | None
    updated: Date | None
    authors: list[Term]
    """Those of the post, else the blog's `author`."""
    tags: list[Term]
    categories: list[Term]
    series: Term | None
    description: str
    """A sentence or two: the author's, else the beginning of the text."""
    minutes: int
    """Time that reading takes, at least 1."""
    words: int
    """Words of prose."""
    draft: bool
    """True if it is a draft."""
    source: str
    """Path of the notebook in the blog."""
    entries: list[DiaryDay]
    """The days of a diary, in the order of the page; empty for other posts."""
    keywords: list[str]
    """Words for search engines, as the author gave them."""
    aliases: list[str]
    """Other addresses that redirect to the page."""
    toc: bool | None
    """True if the author wants a table of contents; None if they did not choose."""
    language: str | None
    """The language of the text, such as `en`; None where it is the blog's."""
    canonical_url: str | None
    """URL where the post was first published; None if that is this site."""
    meta: list[list[str]]
    """Name and content of each `<meta>` element that comes from the metadata."""
    image: Picture | None
    """The post's own picture or a drawn card; None where its address is not known."""
    extra: dict[str, Any]
    """Keys of the metadata that blogtools does not know, as they are written."""


class TocEntry(TypedDict):
    """A line of the table of contents."""

    text_html: Markup
    """The heading, as HTML without links."""
    anchor: str
    """The id of the heading."""
    children: list[TocEntry]
    """The headings below it."""


class OtherPost(TypedDict):
    """A link to another post, or to a day of a diary."""

    title: str
    """To the letter."""
    url: str
    """Relative to the page."""
    year: int
    """Year of a day in another year than the page, else 0."""


class SeriesPosition(TypedDict):
    """The place of a post in its series."""

    name: str
    """Name of the series."""
    number: int
    """Counted from 1."""
    count: int
    """Posts of the series."""
    url: str
    """The list of the series."""
    previous: OtherPost | None
    next: OtherPost | None


class Neighbors(TypedDict):
    """Links to other posts around a post."""

    older: OtherPost | None
    newer: OtherPost | None
    series: SeriesPosition | None
    related: list[OtherPost]
    """Posts about similar things, the nearest first."""
    used_in: list[OtherPost]
    """Posts that embed cells of this one."""
    same_day: list[tuple[OtherPost, list[OtherPost]]]
    """Days of this diary, each with the same day in other years."""


class PostCard(TypedDict):
    """A post in a list."""

    title: str
    """To the letter."""
    url: str
    """Relative to the page."""
    date: Date | None
    year: int
    """Year of the date; 0 without a date."""
    description: str
    """All before `<!-- more -->`, else the description."""
    tags: list[Term]
    minutes: int
    """Time that reading takes, at least 1."""
    draft: bool
    """True if it is a draft."""
    days: int
    """Days of a diary; 0 for other posts."""


class Pager(TypedDict):
    """The place of a page among the pages of a list."""

    number: int
    """Counted from 1."""
    count: int
    """Pages of the list."""
    newer: str | None
    """URL of the page before; None on the first."""
    older: str | None
    """URL of the page behind; None on the last."""


class MonthCount(TypedDict):
    """A month of the archive."""

    number: int
    """1 to 12."""
    name: str
    """In English."""
    count: int
    """Posts and days of diaries."""


class YearCount(TypedDict):
    """A year of the archive."""

    year: int
    """Such as 2014."""
    count: int
    """Posts and days of diaries."""
    months: list[MonthCount]
    """Those with posts, the newest first."""


class DatedPost(TypedDict):
    """A post, or a day of a diary, on the page of a year."""

    title: str
    """To the letter."""
    url: str
    """Relative to the page."""
    date: Date
    day: int
    """Day of the month."""
    diary: str
    """Title of the diary that the day is of; empty for a post."""
    draft: bool
    """True if it is a draft."""


class Month(TypedDict):
    """A month of the page of a year."""

    number: int
    """1 to 12."""
    name: str
    """In English."""
    posts: list[DatedPost]
    """The newest first."""


class ListedSnippet(TypedDict):
    """A snippet in the list of all snippets."""

    name: str
    """Unique in its post."""
    url: str
    """URL of its place on the post's page."""
    language: str
    """Such as `python`."""
    lines: int
    """Number of lines of the whole program."""
    dependencies: tuple[str, ...]
    """Distributions on PyPI that it needs."""


class SnippetPost(TypedDict):
    """A post with snippets."""

    title: str
    """To the letter."""
    url: str
    """Relative to the page."""
    snippets: list[ListedSnippet]


class EveryPage(TypedDict):
    """Every template gets these."""

    site: Settings
    """The settings: `site.title`, `site.author`, …"""
    root: str
    """The way from the page to the site's top, such as `../`; empty at the top."""
    canonical: str
    """The public address of the page; empty while `base_url` is not set."""
    language: str
    """Language of the page, for HTML's `lang`."""
    version: str
    """Version of blogtools."""
    inline: Inline | None
    """Style and script of a page that carries everything itself (`--single-file`), else None."""
    style_url: str
    """URL of the style sheet, relative to the page."""
    script_url: str
    """URL of the script that all pages have."""
    icon_url: str
    """URL of the favicon."""
    has_lists: bool
    """True if the site has an index, tags and an archive."""
    has_search: bool
    """True if readers can search it."""
    has_feeds: bool
    """True if it has feeds."""


class PostPage(TypedDict):
    """The page of a post."""

    post: PostVariables
    content: Markup
    """The body: all cells, as HTML."""
    footnotes: Markup
    """The footnotes, as HTML; empty without any."""
    toc: list[TocEntry]
    """The table of contents; empty for a short post."""
    structured: Markup
    """JSON-LD (schema.org), for search engines."""
    nav: str
    """The place of `post_nav.html.j2`, which is filled in once all posts are known."""


class AroundPost(TypedDict):
    """Content below a post."""

    nav: Neighbors


class IndexPage(TypedDict):
    """The list of all posts, newest first."""

    posts: list[PostCard]
    pager: Pager | None
    """None for a list of one page."""
    sections: list[tuple[str, str]]
    """The other lists: URL from the site's top, and name."""
    structured: Markup | str
    """JSON-LD (schema.org); empty but on the first page."""


class TermPage(TypedDict):
    """The posts of one tag, category, series or author."""

    name: str
    """Name of the term, in its most frequent spelling."""
    kind: str
    """`tag`, `category`, `series` or `author`."""
    kinds: str
    """The folder of all terms of this kind: `tags`, `categories`, `series` or `authors`."""
    relation: str
    """Phrase that relates posts to the term, such as `with this tag` or `by this author`."""
    count: int
    """Posts with it."""
    posts: list[PostCard]
    pager: Pager | None
    """None for a list of one page."""
    feed: str
    """URL of the list's feed."""
    overview: str
    """URL of the list of all tags, categories, series or authors."""


class TermsPage(TypedDict):
    """All tags, categories, series or authors."""

    heading: str
    """Such as `Tags`."""
    terms: list[tuple[str, str, int]]
    """Name, URL and number of posts of each."""


class ArchivePage(TypedDict):
    """The archive: years and months."""

    years: list[YearCount]
    """The newest first."""


class YearPage(TypedDict):
    """Posts of one year."""

    year: int
    """Such as 2014."""
    months: list[Month]
    """The newest first."""
    earlier: int | None
    """The year with posts before this one."""
    later: int | None
    """The year with posts after this one."""


class SearchPage(TypedDict):
    """Search in all posts."""

    search_url: str
    """URL of the search script."""


class SnippetsPage(TypedDict):
    """The list of all snippets."""

    posts: list[SnippetPost]
    """Those with snippets, newest first."""


class MissingPage(TypedDict):
    """The page for addresses that are none."""


VARIABLES: dict[str, type] = {
    "post.html.j2": PostPage,
    "post_nav.html.j2": AroundPost,
    "index.html.j2": IndexPage,
    "term.html.j2": TermPage,
    "terms.html.j2": TermsPage,
    "archive.html.j2": ArchivePage,
    "year.html.j2": YearPage,
    "snippets.html.j2": SnippetsPage,
    "search.html.j2": SearchPage,
    "404.html.j2": MissingPage,
}
"""Variables of each template besides those of `EveryPage`; included templates see the same."""
