"""Types of the table of front matter fields: keys, readers, taxonomies, form controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

FieldKind = Literal["text", "date", "flag", "number", "names", "lines", "people"]
"""Value of a field: a string; a date or time; a boolean; an integer; a list, or one string with commas; a list of
strings; a list of mappings, one for each author."""


class Key(msgspec.Struct, frozen=True):
    """A key of front matter that says a field, with its other spellings."""

    names: tuple[str, ...]
    """The more telling first; case, `-` and `_` make no difference."""
    read: Callable[[Any], Any]
    """From the given value to the field's; None says nothing. A dictionary fills the fields that it names.

    Raises `InvalidValueError`, `RelativeDateError`.
    """
    write: Callable[[Any, Any], Any] | None = None
    """From a value of the field, and what stands there, to what the key has to say; None if that is the value."""
    keep: tuple[type, ...] = ()
    """Types of which a given value stays in `extra` too, because the field holds less than it says."""


class Taxonomy(msgspec.Struct, frozen=True):
    """A field that sorts posts: each of its values, a term, gets a page that lists its posts."""

    folder: str
    """Folder of its pages below the site root; capitalized, their heading. Also the name of the field."""
    kind: str
    """Noun for one term, in the singular."""
    relation: str
    """Phrase that follows the number of posts on a term's page: "3 posts with this tag"."""
    oldest_first: bool = False


class Control(msgspec.Struct, frozen=True):
    """A control of the form in JupyterLab; what it looks like follows from the kind of its field."""

    label: str
    help: str = ""
    """A sentence below it, whatever it holds; else one of the next two may stand there while it is empty."""
    derived_help: str = ""
    """Help where the field is empty but the post has a derived value, which is shown as the placeholder."""
    empty_help: str = ""
    """Help where the post has no value at all."""
    example: str = ""
    """The placeholder where the post has no value."""
    one: str = ""
    """Noun for one item of a list of names, if the field is no taxonomy."""
    offers: Literal["", "terms", "pictures"] = ""
    """Values to choose from: terms of other posts, or image files near the notebook."""
    rows: int = 0
    """Rows of the text area; 0 for a single-line input."""
    is_whole: bool = True
    """True if what is half typed is a value, and may be written."""
    is_rare: bool = False
    """True if it is shown only where the post has a value, or there is something to choose from."""
    after: str = ""
    """The field that it stands after; else it stands after the one that is before it in the table."""


class Field(msgspec.Struct, frozen=True):
    """A row of the table."""

    name: str
    """Name of the `FrontMatter` attribute, of the key written for a new value, and in templates (`post.NAME`)."""
    kind: FieldKind
    meaning: str
    """A phrase for the reference, in Markdown."""
    keys: tuple[Key, ...]
    """The first is the field's own: its reader takes whatever the form holds."""
    inside: tuple[str, ...] = ()
    """Names under which a mapping says it, where a tool has more to say of it."""
    shown: str = ""
    """Attribute of `Post` with the value that counts, where the notebook may say it in another way."""
    written: bool = True
    """False if it is not in the front matter of Markdown pages, whose text says it, or whose site."""
    form: Callable[[Any], Any] = lambda value: value
    """From its value, lists as `list`, to the one in front matter; nothing is written for None, "" and []."""
    meta: str = ""
    """Name of the `<meta>` element that tells it in the head of a page."""
    json_ld: str = ""
    """For lists of names, the JSON-LD property (schema.org) that they are added to."""
    taxonomy: Taxonomy | None = None
    control: Control | None = None
