"""The keys of front matter: one table of names, aliases and readers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from blogtools.dates import parse_moment
from blogtools.errors import Finding, FrontMatterError, Where
from blogtools.post import FrontMatter, Moment
from blogtools.read.yaml_text import Scalar, plain_value, scalar_value

_ISO = re.compile(
    r"(\d{4}-\d\d?-\d\d?)"
    r"(?:[Tt ]+(\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?:(Z|z)|(?:UTC|GMT)?\s*([+-]\d\d?):?(\d\d)?|(UTC|GMT))?)?"
)
_TAG = re.compile(r"<[^>]*>")
CLOCK_WORDS = {"today", "now", "last-modified"}
"""Quarto's dates that depend on the day of the build."""


class ExpectedError(ValueError):
    """A value has the wrong type; the message says what was expected."""


def text(given: Any) -> str | None:
    """Text as it was written."""
    if given is None or (isinstance(given, Scalar) and given.plain and given in ("", "~", "null")):
        return None
    if isinstance(given, str):
        return str(given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    if isinstance(given, dt.date):
        return given.isoformat()
    message = "text (in quotes, if it begins with a bracket)"
    raise ExpectedError(message)


def texts(given: Any) -> tuple[str, ...]:
    """A list of texts, or one text with commas."""
    if isinstance(given, list):
        found = (text(item) for item in given)
        return tuple(dict.fromkeys(item.strip() for item in found if item and item.strip()))
    one = text(given)
    return tuple(dict.fromkeys(part.strip() for part in one.split(",") if part.strip())) if one else ()


def addresses(given: Any) -> tuple[str, ...]:
    """A list of addresses, or one."""
    return texts(given) if isinstance(given, list) else tuple(filter(None, (text(given),)))


def people(given: Any) -> tuple[str, ...]:
    """Names: a text, a list, or Quarto's and MyST's mappings with a `name`."""
    if isinstance(given, dict):
        name = given.get("name")
        if isinstance(name, dict):
            name = " ".join(str(name[key]) for key in ("given", "family") if name.get(key))
        return people(name)
    if isinstance(given, list):
        return tuple(name for item in given for name in people(item))
    one = _TAG.sub("", text(given) or "").strip()  # fastpages' authors are links
    return (one,) if one else ()


def moment(given: Any) -> Moment | None:
    """A date, or a date with a time and perhaps a zone."""
    if isinstance(given, dt.datetime | dt.date):
        return given
    written = (text(given) or "").strip()
    if not written or written.lower() in CLOCK_WORDS:
        return None
    found = _iso_moment(written) or parse_moment(written)
    if found is None:
        message = "a date such as 2014-11-17 or 2014-11-17 08:00"
        raise ExpectedError(message)
    return found


def flag(given: Any) -> bool | None:
    """A truth value."""
    value = scalar_value(given) if isinstance(given, str) else given
    if isinstance(value, bool) or value is None:
        return value
    message = "true or false"
    raise ExpectedError(message)


def contents(given: Any) -> bool | None:
    """Whether there is a table of contents; settings of it mean yes."""
    return bool(given) if isinstance(given, dict | list) else flag(given)


def status(given: Any) -> bool:
    """Nikola's and Pelican's word for whether a post is a draft."""
    return (text(given) or "").strip().lower() in ("draft", "hidden", "private", "skip")


def published(given: Any) -> dict[str, Any]:
    """`published: false` (Jekyll), or the date of publication (dev.to)."""
    try:
        value = flag(given)
    except ExpectedError:
        return {"date": moment(given)}
    return {} if value is None else {"draft": not value}


def permalink(given: Any) -> str | None:
    """The last part of an address, which is the post's own."""
    parts = [part for part in (text(given) or "").split("/") if part and not part.startswith(":")]
    stem = re.sub(r"\.html?$", "", parts[-1]) if parts else ""
    return None if stem in ("", "index", ".", "..") else stem


class Key(msgspec.Struct, frozen=True):
    """A row of the table."""

    names: tuple[str, ...]
    """The key and its aliases in other tools: lower case, `-` for `_`."""
    field: str
    """Of `FrontMatter`."""
    read: Callable[[Any], Any]
    """From the given value to the field's; None says nothing. Raises `ExpectedError`."""
    keep: bool = False
    """Whether the value as given stays in `extra`, because the field holds less than it says."""


KEYS = (
    Key(("title",), "title", text),
    Key(("date", "pubdate", "publish-date", "publishdate", "created"), "date", moment),
    Key(("updated", "lastmod", "modified", "date-modified", "last-modified-at", "updateddate"), "updated", moment),
    Key(("draft", "hide"), "draft", flag),
    Key(("status",), "draft", status),
    Key(("slug",), "slug", text),
    Key(("permalink", "url", "output-file"), "slug", permalink, keep=True),
    Key(("description", "summary", "excerpt", "subtitle"), "description", text),
    Key(("tags",), "tags", texts),
    Key(("categories", "category"), "categories", texts),
    Key(("author", "authors"), "authors", people),
    Key(("image", "thumbnail", "cover-image", "banner", "cover"), "image", text),
    Key(("aliases", "redirect-from"), "aliases", addresses),
    Key(("series",), "series", text),
    Key(("canonical-url", "canonicalurl", "canonical"), "canonical_url", text),
    Key(("lang", "language"), "language", text),
    Key(("toc",), "toc", contents),
)
BY_NAME = {name: key for key in KEYS for name in key.names}


def front_matter(
    values: Mapping[str, Any], where: Where, lines: Mapping[str, int]
) -> tuple[FrontMatter, tuple[Finding, ...]]:
    """Check the values of one metadata block; `lines` tells the line of each key.

    Raises:
        FrontMatterError: a value has the wrong type. It names the place, the key, what was expected and what stands
            there; further mistakes are told with the first.
    """
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    findings: list[Finding] = []
    wrong: list[tuple[int | None, str]] = []
    for written, given in values.items():
        name = str(written).strip().lower().replace("_", "-")
        place = msgspec.structs.replace(where, line=lines.get(written, where.line))
        try:
            if name == "published":
                fields = {**published(given), **fields}
                continue
            key = BY_NAME.get(name)
            if key is None:
                extra[str(written)] = plain_value(given)
                findings.extend(_slip(str(written), name, place))
                continue
            value = key.read(given)
        except ExpectedError as error:
            wrong.append((place.line, f"{written}: expected {error}, found {_shown(given)}"))
            continue
        if key.keep:
            extra[str(written)] = plain_value(given)
        if isinstance(given, str) and given.lower() in CLOCK_WORDS and key.read is moment:
            message = f"{written}: {given} depends on the day of the build, and was left out"
            findings.append(Finding("front-matter", message, place, "write the date itself"))
        if value not in (None, ()):
            fields.setdefault(key.field, value)
    if wrong:
        place = msgspec.structs.replace(where, line=wrong[0][0])
        raise FrontMatterError("; ".join(message for _, message in wrong), where=place)
    return FrontMatter(**fields, extra=extra), tuple(findings)


def _slip(written: str, name: str, place: Where) -> list[Finding]:
    """A key that is nearly one of ours."""
    import difflib

    near = difflib.get_close_matches(name, BY_NAME, n=1, cutoff=0.8)
    if not near or len(name) < 4:  # noqa: PLR2004 - short words are near to each other by chance
        return []
    return [Finding("front-matter", f"unknown key {written}", place, f"did you mean {near[0]}?", "note")]


def _iso_moment(written: str) -> Moment | None:
    match = _ISO.fullmatch(written)
    if match is None:
        return None
    try:
        year, month, day = map(int, match[1].split("-"))
        if match[2] is None:
            return dt.date(year, month, day)
        hour, minute, second = map(int, f"{match[2]}:0".split(":")[:3])
        zone = None
        if match[3] or match[6]:
            zone = dt.UTC
        elif match[4]:
            minutes = int(match[5] or 0)
            offset = dt.timedelta(hours=int(match[4]), minutes=-minutes if match[4][0] == "-" else minutes)
            zone = dt.timezone(offset)
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _shown(given: Any) -> str:
    if isinstance(given, list):
        return "a list"
    if isinstance(given, dict):
        return "a mapping"
    shown = str(given)
    return f'"{shown[:60]}…"' if len(shown) > 60 else f'"{shown}"'  # noqa: PLR2004 - enough to recognize it
