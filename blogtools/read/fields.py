"""The fields of front matter: one row has all there is to know of each, for whoever reads, writes or shows it.

To add a field, give it a place in `FrontMatter` and a row here. The table is in `read` because a row names its readers,
and because everything that uses it is above: the editor, the targets, the templates, the site, JupyterLab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from blogtools.read import values as read

Kind = Literal["text", "date", "flag", "names", "lines"]
"""What a field holds: a text; a date or a time; true or false; texts that one text with commas can name; texts."""


class Key(msgspec.Struct, frozen=True):
    """A key of front matter that says a field, with its other spellings."""

    names: tuple[str, ...]
    """The more telling first; case, `-` and `_` make no difference."""
    read: Callable[[Any], Any]
    """From the given value to the field's; None says nothing. A dictionary fills the fields that it names.

    Raises `ExpectedError`, `ClockError`.
    """
    write: Callable[[Any, Any], Any] | None = None
    """From a value of the field, and what stands there, to what the key has to say; None if that is the value."""
    keep: tuple[type, ...] = ()
    """Types of which a given value stays in `extra` too, because the field holds less than it says."""


class Output(msgspec.Struct, frozen=True):
    """How a target writes a field in the front matter of its pages."""

    key: str
    form: Callable[[Any], Any] = lambda value: value
    """From the field's value, lists as `list`; nothing is written for None, "" and []."""


class Taxonomy(msgspec.Struct, frozen=True):
    """A field that sorts posts: each of its values, a term, gets a page that lists its posts."""

    folder: str
    """Where its pages lie below the site's top, and their heading, capitalized: the name of the field."""
    kind: str
    """What one term is."""
    relation: str
    """How the posts of a page relate to its term, after their number: "3 posts with this tag"."""
    oldest_first: bool = False


class Control(msgspec.Struct, frozen=True):
    """A control of the form in JupyterLab; what it looks like follows from the kind of its field."""

    label: str
    help: str = ""
    """A sentence below it, whatever it holds; else one of the next two may stand there while it is empty."""
    derived_help: str = ""
    """Where the post has a value all the same, which is shown as a placeholder."""
    empty_help: str = ""
    """Where it has none."""
    example: str = ""
    """The placeholder where the post has no value."""
    one: str = ""
    """What one of several names is called, if the field is no taxonomy."""
    offers: Literal["", "terms", "pictures"] = ""
    """What can be chosen from: terms of other posts, picture files near the notebook."""
    rows: int = 0
    """Of a text area; 0 for a text on one line."""
    is_whole: bool = True
    """Whether what is half typed is a value, and may be written."""
    is_rare: bool = False
    """Whether it is shown only where the post has a value, or there is something to choose from."""
    after: str = ""
    """The field that it stands after; else it stands after the one that is before it in the table."""


class Field(msgspec.Struct, frozen=True):
    """A row of the table."""

    name: str
    """Of the attribute of `FrontMatter`, of the key that is written for a new value, and in templates: `post.NAME`."""
    kind: Kind
    meaning: str
    """A phrase for the reference, in Markdown."""
    keys: tuple[Key, ...]
    """The first is the field's own: its reader takes whatever the form holds."""
    inside: tuple[str, ...] = ()
    """Names under which a mapping says it, where a tool has more to say of it."""
    shown: str = ""
    """Attribute of `Post` with the value that counts, where the notebook may say it in another way."""
    targets: Mapping[str, Output | None] = {}
    """By name of the target, where that writes the field otherwise than by its name, or not at all (None)."""
    meta: str = ""
    """Name of the `<meta>` element that tells it in the head of a page."""
    schema: str = ""
    """Of names: the list of schema.org that they are part of, in the page's JSON-LD."""
    taxonomy: Taxonomy | None = None
    control: Control | None = None


_PICTURE = ("path", "src", "image", "url")
_SERIES = ("name", "title")


def _as_list(value: Any) -> list[Any]:
    return [value] if value else []


def _if_true(value: Any) -> bool | None:
    return value or None


FIELDS = (
    Field(
        "title",
        "text",
        "the title, to the letter; else the first heading of level one, else the name of the file",
        (Key(("title",), read.line),),
        shown="title",
        control=Control("Title", derived_help="Taken from the notebook, as shown"),
    ),
    Field(
        "date",
        "date",
        "when it was published; else what the first dated heading or the name of the file says",
        (
            Key(("date",), read.dates),
            Key(("pub-date", "publish-date", "date-published", "created"), read.moment),
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
        "a sentence for lists and search engines; else the first paragraph",
        (Key(("description", "summary", "excerpt", "subtitle"), read.text),),
        shown="excerpt",
        meta="description",
        control=Control("Description", derived_help="The first paragraph, as shown", rows=3, after="series"),
    ),
    Field(
        "toc",
        "flag",
        "`false` leaves out the table of contents",
        # `hide` says it too, see `draft`.
        (Key(("toc",), read.contents),),
    ),
    Field(
        "tags",
        "names",
        "what it is about, for lists and related posts",
        (Key(("tags", "tag"), read.texts),),
        schema="keywords",
        taxonomy=Taxonomy("tags", "tag", "with this tag"),
        control=Control("Tags", offers="terms"),
    ),
    Field(
        "categories",
        "names",
        "the same, more broadly",
        (Key(("categories", "category"), read.texts),),
        schema="keywords",
        taxonomy=Taxonomy("categories", "category", "in this category"),
        control=Control("Categories", offers="terms", is_rare=True),
    ),
    Field(
        "keywords",
        "names",
        "words for search engines; they have no lists",
        (Key(("keywords",), read.texts),),
        meta="keywords",
        schema="keywords",
        control=Control("Keywords", one="keyword", is_rare=True),
    ),
    Field(
        "series",
        "text",
        "the series that it is a part of; its posts lead from one to the next",
        (Key(("series",), read.one_of(*_SERIES), keep=(list, dict)),),
        inside=_SERIES,
        targets={"hugo": Output("series", _as_list)},
        taxonomy=Taxonomy("series", "series", "in this series, from the first on", oldest_first=True),
        control=Control("Series", example="None", offers="terms"),
    ),
    Field(
        "updated",
        "date",
        "when it was last changed",
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
                read.moment,
            ),
        ),
        inside=("updated",),
        targets={"hugo": Output("lastmod"), "jekyll": Output("last_modified_at")},
    ),
    Field(
        "draft",
        "flag",
        "`true` keeps it back, as do `published: false` and `status: draft`",
        (
            Key(("draft",), read.flag),
            Key(("hide",), read.hidden, keep=(list,)),
            Key(("status",), read.status, read.write_status),
            Key(("published",), read.published, read.write_published),
        ),
        targets={
            "markdown": Output("draft", _if_true),
            "hugo": Output("draft", _if_true),
            "jekyll": Output("published", lambda draft: False if draft else None),
        },
        control=Control("Draft", help="Left out when the blog is published", after="date"),
    ),
    Field(
        "slug",
        "text",
        "the last part of its address; else the name of the file, in plain characters",
        (
            Key(("slug",), read.text),
            Key(("permalink", "url", "output-file"), read.permalink, read.write_permalink, keep=(object,)),
        ),
        shown="slug",
        targets={"jekyll": None},
        control=Control("Slug", derived_help="Made from the file's name", is_whole=False),
    ),
    Field(
        "authors",
        "names",
        "who wrote it; else the blog's `author`",
        (Key(("authors",), read.people), Key(("author",), read.person)),
        inside=("name",),
        targets={"jekyll": Output("author", lambda names: names if len(names) > 1 else next(iter(names), None))},
        meta="author",
        taxonomy=Taxonomy("authors", "author", "by this author"),
    ),
    Field(
        "image",
        "text",
        "a picture that stands for the post: a file beside the notebook, or an address",
        (
            Key(
                ("image", "thumbnail", "cover-image", "banner", "cover", "hero-image"),
                read.one_of(*_PICTURE),
                keep=(list, dict),
            ),
        ),
        inside=_PICTURE,
        targets={"hugo": Output("images", _as_list)},
        control=Control("Image", example="File or address of a picture", offers="pictures", is_whole=False),
    ),
    Field(
        "aliases",
        "lines",
        "former addresses, which redirect to it",
        (Key(("aliases", "redirect-from"), read.addresses),),
        targets={"jekyll": Output("redirect_from")},
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
        "where it was published first, for search engines",
        (Key(("canonical-url", "canonical"), read.text),),
        targets={"hugo": Output("canonicalURL")},
    ),
    Field(
        "language",
        "text",
        "of the text, such as `en`; else the blog's",
        (Key(("lang", "language"), read.one_of()),),
        targets={"markdown": Output("lang"), "hugo": None, "jekyll": Output("lang")},
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


def terms_of(said: Any, name: str) -> tuple[str, ...]:
    """Return the terms that a post has of a taxonomy, given its `FrontMatter` or `Summary`, as written."""
    value = getattr(said, name)
    return value if isinstance(value, tuple) else (value,) if value else ()
