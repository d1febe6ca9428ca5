"""The variables that templates get, for type checkers and for the reference in the guide."""

from __future__ import annotations

from typing import Any, TypedDict

from markupsafe import Markup

from blogtools.config import Settings
from blogtools.render.theme.environment import Date, Inline


class Term(TypedDict):
    """A tag, a category, a series or an author."""

    name: str
    """As written."""
    url: str | None
    """URL of its list; None if the site has no lists."""


class DiaryDay(TypedDict):
    """A day of a diary."""

    title: str
    """The heading, exactly as written."""
    anchor: str
    """The id of the heading."""
    date: Date


class Picture(TypedDict):
    """A picture that other sites show beside a link to a post."""

    url: str
    """Absolute."""
    width: int | None
    """In pixels; None if unknown."""
    height: int | None
    """In pixels; None if unknown."""


class CiteThis(TypedDict):
    """The forms in which a post can be cited."""

    text: str
    """In a sentence."""
    bibtex: str
    """As an entry of BibTeX."""


class PostVariables(TypedDict):
    """A post, on its own page."""

    title: str
    """Exactly as written."""
    anchor: str | None
    """The id of the heading that gave the title; None for a title from the metadata."""
    slug: str
    """The post's name in URLs."""
    date: Date | None
    updated: Date | None
    authors: list[Term]
    """The post's authors, else the blog's `author`."""
    tags: list[Term]
    categories: list[Term]
    series: Term | None
    description: str
    """The author's description, else the beginning of the text."""
    minutes: int
    """Reading time, at least 1."""
    words: int
    """Number of words of prose; two characters of Chinese or Japanese count as one."""
    draft: bool
    """True if it is a draft."""
    source: str
    """Path of the notebook in the blog."""
    entries: list[DiaryDay]
    """Days of a diary, in page order; empty for other posts."""
    keywords: list[str]
    """Keywords for search engines, as the author wrote them."""
    aliases: list[str]
    """URLs that redirect to the page."""
    toc_depth: int | None
    """Level of the lowest headings in the table of contents; None if not set."""
    toc_title: str | None
    """Title of the table of contents; None if not set."""
    number_sections: bool | None
    """Whether headings have numbers; None if not set."""
    abstract: str | None
    """As written, in Markdown; the page has it before the text."""
    license: str | None
    """The license, as the author calls it."""
    license_url: str | None
    """URL of the license; None if it is unknown."""
    doi: str | None
    """Such as `10.1000/182`."""
    author_details: list[dict[str, Any]]
    """`name`, `url`, `orcid`, `email`, `affiliations`, `bio` of each author; empty if only names are known."""
    toc: bool | None
    """Whether the author wants a table of contents; None if not set."""
    html: str | None
    """`sanitize` if the notebook itself asks for its HTML to be sanitized; None if not."""
    sanitized: bool
    """True if the HTML of the notebook, or of a cell that it embeds, was sanitized."""
    language: str | None
    """Language of the text, such as `en`; None if it is the blog's."""
    canonical_url: str | None
    """URL at which the post was first published; None if that is here."""
    meta: list[list[str]]
    """Name and content of each `<meta>` element made from the metadata."""
    image: Picture | None
    """The post's own image or a generated share card; None if its URL is unknown."""
    cite: CiteThis | None
    """Forms in which to cite the post; None unless it or the blog asks for them."""
    bibliography: list[str]
    """Files with what the post cites."""
    references: list[str]
    """Entries of the bibliography in the metadata, each as JSON."""
    csl: str | None
    """Style of citations; None if it is the blog's."""
    nocite: list[str]
    """Keys of what is listed without being cited."""
    citation: bool | None
    """Whether the author wants readers to be told how to cite the post; None if not set."""
    extra: dict[str, Any]
    """Metadata keys that blogtools does not know, as written."""


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
    """Exactly as written."""
    url: str
    """Relative to the page."""
    year: int
    """Year, for a day in another year; else 0."""


class SeriesPosition(TypedDict):
    """The place of a post in its series."""

    name: str
    """Name of the series."""
    number: int
    """Counted from 1."""
    count: int
    """Number of posts in the series."""
    url: str
    """URL of the series' list."""
    previous: OtherPost | None
    next: OtherPost | None


class Neighbors(TypedDict):
    """Links from a post to others."""

    older: OtherPost | None
    newer: OtherPost | None
    series: SeriesPosition | None
    related: list[OtherPost]
    """Similar posts, most similar first."""
    used_in: list[OtherPost]
    """Posts that embed cells of this one."""
    same_day: list[tuple[OtherPost, list[OtherPost]]]
    """Days of this diary, each with the same day in other years."""


class PostCard(TypedDict):
    """A post in a list."""

    title: str
    """Exactly as written."""
    url: str
    """Relative to the page."""
    date: Date | None
    year: int
    """Year of the date; 0 without a date."""
    description: str
    """The text before `<!-- more -->`, else the description."""
    tags: list[Term]
    minutes: int
    """Reading time, at least 1."""
    draft: bool
    """True if it is a draft."""
    days: int
    """Number of days in a diary; 0 for other posts."""
    language: str | None
    """Language of the post, such as `en`; None if it is that of the list."""
    direction: str
    """`rtl` if that language is written from right to left, else `ltr`."""


class Pager(TypedDict):
    """Position of a page in a paginated list."""

    number: int
    """Counted from 1."""
    count: int
    """Number of pages."""
    newer: str | None
    """URL of the previous page; None on the first."""
    older: str | None
    """URL of the next page; None on the last."""


class MonthCount(TypedDict):
    """A month of the archive."""

    number: int
    """1 to 12."""
    name: str
    """In English."""
    count: int
    """Number of posts and diary days."""


class YearCount(TypedDict):
    """A year of the archive."""

    year: int
    """Such as 2014."""
    count: int
    """Number of posts and diary days."""
    months: list[MonthCount]
    """Months with posts, newest first."""


class DatedPost(TypedDict):
    """A post, or a day of a diary, on the page of a year."""

    title: str
    """Exactly as written."""
    url: str
    """Relative to the page."""
    date: Date
    day: int
    """Day of the month."""
    diary: str
    """Title of the diary that the day belongs to; empty for a post."""
    draft: bool
    """True if it is a draft."""
    language: str | None
    """Language of the post, such as `en`; None if it is that of the list."""
    direction: str
    """`rtl` if that language is written from right to left, else `ltr`."""


class Month(TypedDict):
    """A month on the page of a year."""

    number: int
    """1 to 12."""
    name: str
    """In English."""
    posts: list[DatedPost]
    """Newest first."""


class ListedSnippet(TypedDict):
    """A snippet in the list of all snippets."""

    name: str
    """Unique in its post."""
    url: str
    """URL of the snippet on its post's page."""
    language: str
    """Such as `python`."""
    lines: int
    """Number of lines of the whole program."""
    dependencies: tuple[str, ...]
    """PyPI packages that it needs."""


class SnippetPost(TypedDict):
    """A post with snippets."""

    title: str
    """Exactly as written."""
    url: str
    """Relative to the page."""
    snippets: list[ListedSnippet]


class EveryPage(TypedDict):
    """Variables of every template."""

    site: Settings
    """The settings: `site.title`, `site.author`, …"""
    root: str
    """Relative path from the page to the site's root, such as `../`; empty at the root."""
    canonical: str
    """Public URL of the page; empty if `base_url` is not set."""
    language: str
    """Language of the page, for HTML's `lang`."""
    direction: str
    """`rtl` if the language is written from right to left, else `ltr`."""
    version: str
    """Version of blogtools."""
    inline: Inline | None
    """Style and script of a self-contained page (`--single-file`), else None."""
    style_url: str
    """URL of the style sheet, relative to the page."""
    script_url: str
    """URL of the script that all pages load."""
    icon_url: str
    """URL of the favicon."""
    has_lists: bool
    """True if the site has an index, tags and an archive."""
    has_search: bool
    """True if the site has search."""
    has_feeds: bool
    """True if the site has feeds."""


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
    """Placeholder for `post_nav.html.j2`, which is rendered once all posts are known."""


class AroundPost(TypedDict):
    """The links below a post."""

    nav: Neighbors


class IndexPage(TypedDict):
    """The list of all posts, newest first."""

    posts: list[PostCard]
    pager: Pager | None
    """None if the list has one page."""
    sections: list[tuple[str, str]]
    """The other lists: URL relative to the site's root, and name."""
    structured: Markup | str
    """JSON-LD (schema.org); only on the first page."""


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
    """Number of its posts."""
    posts: list[PostCard]
    pager: Pager | None
    """None if the list has one page."""
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
    """Newest first."""


class YearPage(TypedDict):
    """All posts of a year."""

    year: int
    """Such as 2014."""
    months: list[Month]
    """Newest first."""
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
