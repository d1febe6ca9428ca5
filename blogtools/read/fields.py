"""The fields of front matter: one row has all there is to know of each, for whoever reads, writes or shows it.

To add a field, give it a place in `FrontMatter` and a row here. The table is in `read` because a row names its readers,
and because everything that uses it is above: the editor, the targets, the templates, the site, JupyterLab.
"""

from __future__ import annotations

from typing import Any

from blogtools.read import values as read
from blogtools.read.authors import read_author_details, written_author
from blogtools.read.schema import Control, Field, Key, Taxonomy

_PICTURE = ("path", "src", "image", "url")
_SERIES = ("name", "title")


def _if_true(value: Any) -> bool | None:
    return value or None


FIELDS = (
    Field(
        "title",
        "text",
        "the title, shown exactly as written; default: the first level-one heading, else the file name",
        (Key(("title",), read.line),),
        shown="title",
        control=Control("Title", derived_help="Taken from the notebook, as shown"),
    ),
    Field(
        "date",
        "date",
        "publication date; default: the first dated heading, else a date at the start of the file name",
        (
            Key(("date",), read.dates),
            Key(("pub-date", "publish-date", "date-published", "created"), read.read_moment),
        ),
        inside=("created",),
        shown="date",
        control=Control(
            "Date",
            derived_help="Taken from the notebook, as shown",
            empty_help="A day, or a day and a time",
            example="2014-11-17 08:00",
        ),
    ),
    Field(
        "description",
        "text",
        "one sentence for lists and search engines; default: the first paragraph",
        (Key(("description", "summary", "excerpt", "subtitle"), read.text),),
        shown="excerpt",
        meta="description",
        control=Control("Description", derived_help="The first paragraph, as shown", rows=3, after="series"),
    ),
    Field(
        "abstract",
        "text",
        "a summary in Markdown, shown before the text",
        (Key(("abstract",), read.lenient(read.text)),),
        # The text begins with it, without what is hidden in it.
        written=False,
        control=Control("Abstract", rows=3, is_rare=True, after="description"),
    ),
    Field(
        "toc",
        "flag",
        "`false` omits the table of contents",
        # `hide` says it too, see `draft`.
        (Key(("toc",), read.contents),),
    ),
    Field(
        "toc_depth",
        "number",
        "level of the lowest headings in the table of contents; default: three levels",
        (Key(("toc-depth",), read.level),),
    ),
    Field("toc_title", "text", "title of the table of contents", (Key(("toc-title",), read.lenient(read.line)),)),
    Field(
        "number_sections",
        "flag",
        "`true` numbers the headings on the page and in its table of contents",
        (
            Key(("number-sections",), read.lenient(read.flag)),
            Key(("numbering",), read.lenient(read.numbering), keep=(dict,)),
        ),
    ),
    Field(
        "html",
        "text",
        "`sanitize` if the notebook is somebody else's: nothing in its HTML can run, see the setting `html`",
        (Key(("html",), read.html_mode),),
        written=False,
    ),
    Field(
        "tags",
        "names",
        "topics, for tag lists and related posts",
        (Key(("tags", "tag"), read.texts),),
        json_ld="keywords",
        taxonomy=Taxonomy("tags", "tag", "with this tag"),
        control=Control("Tags", offers="terms"),
    ),
    Field(
        "categories",
        "names",
        "broader topics, with their own lists",
        (Key(("categories", "category"), read.texts),),
        json_ld="keywords",
        taxonomy=Taxonomy("categories", "category", "in this category"),
        control=Control("Categories", offers="terms", is_rare=True),
    ),
    Field(
        "keywords",
        "names",
        "terms for search engines only",
        (Key(("keywords",), read.texts),),
        meta="keywords",
        json_ld="keywords",
        control=Control("Keywords", one="keyword", is_rare=True),
    ),
    Field(
        "series",
        "text",
        "the series that the post belongs to; its posts link to one another in order",
        (Key(("series",), read.text_or_nested(*_SERIES), keep=(list, dict)),),
        inside=_SERIES,
        taxonomy=Taxonomy("series", "series", "in this series, from the first on", oldest_first=True),
        control=Control("Series", example="None", offers="terms"),
    ),
    Field(
        "updated",
        "date",
        "date of the last change",
        (
            Key(
                (
                    "updated",
                    "lastmod",
                    "modified",
                    "date-modified",
                    "last-modified",
                    "last-modified-at",
                    "updated-date",
                ),
                read.read_moment,
            ),
        ),
        inside=("updated",),
        shown="updated",
    ),
    Field(
        "draft",
        "flag",
        "`true` keeps the post unpublished, as do `published: false` and `status: draft`",
        (
            Key(("draft",), read.flag),
            # Marks of a post that is not for everybody, or only for those who know its address.
            Key(("private", "unlisted", "headless"), read.flag),
            Key(("visibility",), read.visibility, lambda draft, _: "private" if draft else "public"),
            Key(("password",), read.password, lambda draft, given: given if draft else ""),
            Key(("hide",), read.read_hidden, keep=(list,)),
            Key(("status",), read.status, read.write_status),
            Key(("published",), read.published, read.write_published),
        ),
        form=_if_true,
        control=Control("Draft", help="Left out when the blog is published", after="date"),
    ),
    Field(
        "slug",
        "text",
        "last part of the URL; default: made from the file name",
        (
            Key(("slug",), read.text),
            Key(("permalink", "url", "output-file"), read.permalink, read.write_permalink, keep=(object,)),
        ),
        shown="slug",
        control=Control("Slug", derived_help="Made from the file's name", is_whole=False),
    ),
    Field(
        "authors",
        "names",
        "authors; default: the blog's `author`",
        (Key(("authors",), read.people), Key(("author",), read.person)),
        inside=("name",),
        meta="author",
        taxonomy=Taxonomy("authors", "author", "by this author"),
    ),
    Field(
        "author_details",
        "people",
        "what is known of the authors besides their names: `url`, `orcid`, `email`, `affiliations`, `bio`; "
        "read from `authors` that are mappings",
        (Key(("author-details",), read_author_details),),
        form=lambda authors: [written_author(author) for author in authors],
    ),
    Field(
        "image",
        "text",
        "image for link previews: a file beside the notebook, or a URL",
        (
            Key(
                ("image", "thumbnail", "cover-image", "banner", "cover", "hero-image"),
                read.text_or_nested(*_PICTURE),
                keep=(list, dict),
            ),
        ),
        inside=_PICTURE,
        control=Control("Image", example="File or address of a picture", offers="pictures", is_whole=False),
    ),
    Field(
        "aliases",
        "lines",
        "former URLs, which redirect to the post",
        (Key(("aliases", "redirect-from"), read.addresses),),
        control=Control(
            "Former addresses",
            help="Redirect here, one on each line",
            example="/old/address/",
            rows=2,
            is_whole=False,
        ),
    ),
    Field(
        "canonical_url",
        "text",
        "URL of the original, for a post first published elsewhere",
        (Key(("canonical-url", "canonical"), read.web_address),),
    ),
    Field(
        "bibliography",
        "lines",
        "files with what the post cites: BibTeX, CSL-JSON or RIS",
        (Key(("bibliography",), read.can_do_without(read.files)),),
        written=False,
    ),
    Field(
        "references",
        "lines",
        "entries of the bibliography, in the form of CSL",
        (Key(("references",), read.references),),
        written=False,
    ),
    Field(
        "csl",
        "text",
        "style of the citations: a name such as `apa` or `ieee`, or a file; default: `chicago-author-date`",
        (Key(("csl", "citation-style"), read.can_do_without(read.line)),),
        written=False,
    ),
    Field(
        "nocite",
        "lines",
        "keys of what is listed without being cited; `@*` lists all",
        (Key(("nocite",), read.can_do_without(read.addresses)),),
        written=False,
    ),
    Field(
        "citation",
        "flag",
        "`true` tells readers, and search engines for scholars, how to cite the post; default: the blog's `citation`",
        (Key(("citation",), read.can_do_without(read.has_citation), keep=(dict,)),),
        written=False,
    ),
    Field(
        "language",
        "text",
        "language of the text, such as `en`; default: the blog's `language`",
        (Key(("lang", "language"), read.language),),
    ),
    Field(
        "license",
        "text",
        "the license of the text, linked if it is a name of Creative Commons or SPDX, such as `CC BY-SA 4.0`",
        (Key(("license", "licence"), read.lenient(read.license_terms), keep=(dict,)),),
        inside=("text", "id", "name"),
        control=Control("License", example="CC BY 4.0", is_rare=True),
    ),
    Field("license_url", "text", "its address, if it is another one", (Key(("license-url",), read.web_address),)),
    Field(
        "doi",
        "text",
        "the DOI of the post, such as `10.1000/182`",
        (Key(("doi",), read.doi),),
        control=Control("DOI", example="10.1000/182", is_rare=True, is_whole=False),
    ),
)
"""In the order in which they are written."""

BY_FIELD = {field.name: field for field in FIELDS}

TAXONOMIES = tuple(field.taxonomy for field in FIELDS if field.taxonomy)

ELSEWHERE = frozenset(
    {
        *("badges", "branch", "comments", "searchexclude", "stickyrank", "usemath"),  # fastpages
        *("execute", "format", "order", "skipexec", "skipshowdoc"),  # Quarto, nbdev
        *("jupyter", "jupytext", "kernelspec"),  # Jupytext, MyST
        *("layout", "math", "type", "weight"),  # Hugo, Jekyll
    }
)
"""Keys that only other tools know, which tell that a list of lines is metadata."""


def terms_of(post: Any, name: str) -> tuple[str, ...]:
    """Return the terms that a post has of a taxonomy, given its `FrontMatter` or `Summary`, as written."""
    value = getattr(post, name)
    return value if isinstance(value, tuple) else (value,) if value else ()
