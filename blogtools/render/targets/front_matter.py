"""Front matter of a target: its keys and the forms of their values as data, and the text that it is written as."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.model import Post
from blogtools.read.fields import FIELDS

FrontMatterFields = dict[str, Any]


class Keys(msgspec.Struct, frozen=True):
    """Front matter as data; called with a post, it returns its fields."""

    keys: Mapping[str, str] = {}
    """Field to its key, where that is not the field's name; "" leaves it out, and `a.b` is `b` in the mapping `a`."""
    forms: Mapping[str, str] = {}
    """Field to the form of its value, one of `FORMS`."""
    only: frozenset[str] = frozenset()
    """The fields that the generator knows; empty for all."""
    constants: Mapping[str, Any] = {}
    """Keys with the same value in each post."""
    mathematics: str = ""
    """Key that is true where a post has formulas, so that themes load a typesetter."""
    extra: str | None = ""
    """Where keys go that blogtools does not know: below this one, or at the top (""); None leaves them out."""

    def __call__(self, post: Post) -> FrontMatterFields:
        """Return the fields of a post; an empty one, which is not written, is None, "" or []."""
        found: FrontMatterFields = {}
        for key, value in self.constants.items():
            _put(found, key, value)
        for field in FIELDS:
            key = self.key_of(field.name)
            if not key:
                continue
            # Each generator makes an excerpt of its own; the title, the date and the slug are those of the page.
            value = getattr(post if field.shown == field.name else post.front, field.name)
            value = field.form(list(value) if isinstance(value, tuple) else value)
            if value not in (None, "", []):
                _put(found, key, FORMS[self.forms.get(field.name, "")](value))
        if self.mathematics:
            _put(found, self.mathematics, has_mathematics(post) or None)
        if self.extra is not None:
            for key, value in post.front.extra.items():
                _put(found, f"{self.extra}.{key}" if self.extra else key, value, splits=bool(self.extra))
        return found

    def key_of(self, name: str) -> str:
        """Return the key of a field; "" if it is not written."""
        field = _BY_NAME[name]
        if not field.written or (self.only and name not in self.only and name not in self.keys):
            return ""
        return self.keys.get(name, name)


_BY_NAME = {field.name: field for field in FIELDS}


def _put(fields: FrontMatterFields, key: str, value: Any, *, splits: bool = True) -> None:
    above, dot, name = key.partition(".") if splits else (key, "", "")
    if not dot:
        fields[key] = value
    elif value not in (None, "", []):
        inner = fields.setdefault(above, {})
        if isinstance(inner, dict):
            inner[name] = value


def has_mathematics(post: Post) -> bool:
    """Return True if a post has formulas."""
    return any(cell.markdown is not None and cell.markdown.formulas for cell in post.cells)


# Forms of values ------------------------------------------------------------------------------------------------------


def _one_or_more(items: Any) -> Any:
    return items[0] if isinstance(items, list) and len(items) == 1 else items


def _commas(items: Any) -> str:
    """Return a list as text; with a comma in an item, Pelican takes semicolons."""
    texts = [str(item) for item in items] if isinstance(items, list) else [str(items)]
    return ("; " if any("," in text for text in texts) else ", ").join(texts)


def _few_words(items: Any) -> str:
    """Return the four tags that dev.to takes, of letters and digits alone."""
    words = (re.sub(r"[\W_]+", "", str(item)).lower() for item in items)
    return ", ".join(list(dict.fromkeys(filter(None, words)))[:4])


def _as_markdown(text: Any) -> str:
    return re.sub(r"[\\`*_\[\]]", r"\\\g<0>", str(text)).replace("<", "&lt;")


FORMS: dict[str, Callable[[Any], Any]] = {
    "": lambda value: value,
    "list": lambda value: value if isinstance(value, list) else [value],
    "first": lambda items: items[0] if isinstance(items, list) else items,
    "one": _one_or_more,
    "commas": _commas,
    "few": _few_words,
    "names": lambda names: [{"name": name} for name in names],
    "not": lambda value: not value,
    "draft": lambda value: "draft" if value else None,
    "posts": lambda slug: f"posts/{slug}/",
    "markdown": _as_markdown,
    "update": lambda value: {"date": value},
}
"""Name of a form to the function that gives a value, which is not empty, that form."""


# Texts ----------------------------------------------------------------------------------------------------------------


_NUMBER = lazy_pattern(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xob][\da-fA-F_]+")
"""Matches texts that some reader of YAML takes for numbers: `1e5` is one in version 1.2, which generators in
JavaScript and Go read, and a text in 1.1, which PyYAML writes."""


@lru_cache(1)
def _dumper() -> Any:
    # Imported here because an HTML build never writes YAML.
    import yaml

    class Dumper(yaml.SafeDumper):  # Not the C dumper, which escapes emoji in titles.
        pass

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "'" if _NUMBER.fullmatch(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return Dumper


def _yaml(fields: FrontMatterFields) -> str:
    import yaml  # As above.

    text = yaml.dump(fields, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=10**6)
    return f"---\n{text}---\n\n"


def _lines(fields: FrontMatterFields) -> str:
    """Return lines `Key: value` (Pelican, "File metadata")."""
    return "".join(f"{key}: {value}\n" for key, value in _texts(fields)) + "\n"


def _comment(fields: FrontMatterFields) -> str:
    """Return lines `.. key: value` in a comment (Nikola, "Metadata fields")."""
    lines = "".join(f".. {key}: {value}\n" for key, value in _texts(fields))
    return f"<!--\n{lines}-->\n\n"


def _heading(fields: FrontMatterFields) -> str:
    """Return the title as a heading, where pages have no front matter."""
    title = re.sub(r"[\\`*_\[\]<>#$|]", r"\\\g<0>", str(fields.get("title", "")))
    return f"# {title}\n\n"


def _texts(fields: FrontMatterFields) -> list[tuple[str, str]]:
    """Return those fields that can be said on a line."""
    found = []
    for key, value in fields.items():
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str | int | float | dt.date) for item in items):
            found.append((key, " ".join(_commas(list(map(_text, items))).split())))
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat(" ") if isinstance(value, dt.datetime) else str(value)


STYLES: dict[str, Callable[[FrontMatterFields], str]] = {
    "yaml": _yaml,
    "lines": _lines,
    "comment": _comment,
    "heading": _heading,
}
"""Name of a form of front matter to its writer."""
