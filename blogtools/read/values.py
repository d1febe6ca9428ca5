"""Readers of metadata values, one a type: each returns the checked value, or raises `InvalidValueError`."""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections.abc import Callable
from typing import Any

from blogtools.dates import leading_moment, parse_moment
from blogtools.languages import language_tag
from blogtools.memo import lazy_pattern
from blogtools.model import Moment
from blogtools.read.yaml_text import MAX_YAML_DEPTH, Scalar, scalar_value

_ISO = lazy_pattern(
    r"(\d{4}-\d\d?-\d\d?)"
    r"(?:[Tt ]+(\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?:(Z|z)|(?:UTC|GMT)?\s*([+-]\d\d?):?(\d\d)?|(UTC|GMT))?)?"
)
_EPOCH = lazy_pattern(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?", re.ASCII)
"""Seconds have 9 or 10 digits, milliseconds three more."""
_WEB_ADDRESS = lazy_pattern(r"https?://[^\s/?#\\]\S*|/(?![/\\])\S*", re.IGNORECASE)
_TAG = lazy_pattern(r"<[^<>]*>")
_SAFE = lazy_pattern(r"[\w~-][\w.~-]*")
"""A valid slug: neither a placeholder such as `:title`, nor a path that leads out of its folder."""
RELATIVE_DATES = {"today", "now", "last-modified"}
"""Quarto's dates that depend on the date of the build."""


MAX_NAMES = 200
"""Names in one list. Each term is a page that lists its posts with all their terms."""


class InvalidValueError(ValueError):
    """A value has the wrong type; the message names the expected one."""


class LeftOutError(InvalidValueError):
    """A value cannot be used, but the post can do without it."""


class RelativeDateError(ValueError):
    """A date depends on the date of the build."""


def text(given: Any) -> str | None:
    """Read text as written."""
    if given is None or (isinstance(given, Scalar) and given.plain and given in ("", "~", "null")):
        return None
    if isinstance(given, str):
        return str(given).rstrip("\n")  # a YAML block ends with a newline that is not meant
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    if isinstance(given, dt.date):
        return given.isoformat()
    message = "text (in quotes, if it begins with a bracket)"
    raise InvalidValueError(message)


def line(given: Any) -> str | None:
    """Read text, joined to one line."""
    one = text(given)
    return one if one is None or "\n" not in one else " ".join(one.split())


def texts(given: Any) -> tuple[str, ...]:
    """Read a list of texts, or one text with commas; without duplicates."""
    if isinstance(given, list):
        found = (text(item) for item in given)
        return _not_too_many(tuple(dict.fromkeys(item.strip() for item in found if item and item.strip())))
    one = text(given)
    return _not_too_many(tuple(dict.fromkeys(filter(None, map(str.strip, one.split(",")))))) if one else ()


def _not_too_many(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) > MAX_NAMES:
        message = f"at most {MAX_NAMES} names"
        raise InvalidValueError(message)
    return names


def addresses(given: Any) -> tuple[str, ...]:
    """Read a list of URLs, or one."""
    return tuple(filter(None, map(text, given if isinstance(given, list) else [given])))


def text_or_nested(*names: str) -> Callable[[Any], str | None]:
    """Return a reader of a line of text, which may stand in a list or in a mapping under one of the names."""

    def read(given: Any) -> str | None:
        if isinstance(given, list):
            return read(given[0]) if given and not isinstance(given[0], list) else None
        if isinstance(given, dict):
            inner = next((given[name] for name in names if name in given), None)
            return None if isinstance(inner, list | dict | bool) else line(inner)
        is_switch = isinstance(given, bool) or (isinstance(given, Scalar) and isinstance(given.value, bool))
        return None if is_switch else line(given)

    return read


def language(given: Any) -> str | None:
    """Read a language tag in its usual spelling, which may stand in a list.

    Raises:
        LeftOutError: It is none.
    """
    # YAML reads the tag of Norwegian as false.
    given = "no" if isinstance(given, Scalar) and given.lower() == "no" else given
    one = text_or_nested()(given)
    tag = language_tag(one) if one else None
    if tag == "":
        message = "a language tag such as en or pt-BR"
        raise LeftOutError(message)
    return tag


def can_do_without(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader after which a wrong value is left out: no post is held back for the sake of it."""

    def lenient(given: Any) -> Any:
        try:
            return read(given)
        except InvalidValueError as error:
            raise LeftOutError(*error.args) from error

    return lenient


def files(given: Any) -> tuple[str, ...]:
    """Read names of files: a list, one, or a mapping to them (several lists of one post, Pandoc)."""
    if isinstance(given, dict):
        given = [name for value in given.values() for name in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(name.strip() for name in addresses(given) if name.strip()))


def references(given: Any) -> tuple[str, ...]:
    """Read entries of a bibliography in the form of CSL (Pandoc), each as JSON.

    Raises:
        LeftOutError: It is no list of mappings.
    """
    if given is None or (isinstance(given, list) and all(isinstance(item, dict) for item in given)):
        return tuple(json.dumps(plain_value(item), ensure_ascii=False, default=str) for item in given or ())
    message = "a list of entries of CSL, each with an `id`"
    raise LeftOutError(message)


def has_citation(given: Any) -> bool | None:
    """Read whether a page tells how to cite it; a mapping (Quarto) says what to tell."""
    return True if isinstance(given, dict) else flag(given)


def web_address(given: Any) -> str | None:
    """Read the URL of a page: with `https://` or `http://` and a host, or a path on this site.

    Raises:
        LeftOutError: It is none; a browser could run it, or another program be started.
    """
    one = line(given)
    if one is None or _WEB_ADDRESS.fullmatch(one):
        return one
    message = "an address such as https://example.org/post/"
    raise LeftOutError(message)


def person(given: Any) -> tuple[str, ...]:
    """Read a name, or a mapping with a `name` (Quarto, MyST), or a list of these."""
    if isinstance(given, list):
        return tuple(name for item in given for name in (person(item) if not isinstance(item, list) else ()))
    if isinstance(given, dict):
        name = given.get("name")
        if isinstance(name, dict):
            name = " ".join(str(name[key]) for key in ("given", "family") if isinstance(name.get(key), str))
        return () if name is None or isinstance(name, list | dict) else person(name)
    one = _TAG.sub("", text(given) or "").strip()  # in fastpages, authors are links
    return (one,) if one else ()


def people(given: Any) -> tuple[str, ...]:
    """Read names as `person` does; but a text may have several names with commas (Pelican)."""
    names = person(given)
    return _not_too_many(
        names
        if isinstance(given, list | dict)
        else tuple(filter(None, (part.strip() for n in names for part in n.split(","))))
    )


def read_moment(given: Any) -> Moment | None:
    """Read a date, or a date with a time and an optional zone.

    Raises:
        InvalidValueError: The value is not a date.
        RelativeDateError: The date depends on the date of the build.
    """
    if isinstance(given, dt.datetime | dt.date):
        return given
    try:
        written = (text(given) or "").strip()
    except InvalidValueError:
        written = "-"
    if written.lower() in RELATIVE_DATES:
        raise RelativeDateError(written)
    if not written:
        return None
    found = _iso_moment(written) or _epoch_moment(written) or parse_moment(written) or _spoken_moment(written)
    if found is None:
        message = "a date such as 2014-11-17 or 2014-11-17 08:00"
        raise InvalidValueError(message)
    return found


def dates(given: Any) -> dict[str, Any]:
    """Read a date, or a mapping of dates (Material for MkDocs), as a dict of fields."""
    if isinstance(given, dict) and given.keys() & {"created", "updated"}:
        return {"date": read_moment(given.get("created")), "updated": read_moment(given.get("updated"))}
    return {"date": read_moment(given)}


def flag(given: Any) -> bool | None:
    """Read a boolean."""
    value = scalar_value(given.strip()) if isinstance(given, str) else given
    if isinstance(value, bool) or value is None:
        return value
    message = "true or false"
    raise InvalidValueError(message)


def contents(given: Any) -> bool | None:
    """Read whether there is a table of contents; settings for it mean yes."""
    return bool(given) if isinstance(given, dict | list) else flag(given)


def lenient(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader that does without a value which the given one cannot read, because a page can, too."""

    def lenient_read(given: Any) -> Any:
        try:
            return read(given)
        except LeftOutError:
            raise
        except InvalidValueError as error:
            raise LeftOutError(str(error)) from error

    return lenient_read


def level(given: Any) -> int | None:
    """Read a level of headings.

    Raises:
        LeftOutError: It is none.
    """
    value = scalar_value(given.strip()) if isinstance(given, str) else given
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 6):  # noqa: PLR2004 - `h6`
        return value
    message = "a level of headings from 1 to 6"
    raise LeftOutError(message)


def numbering(given: Any) -> bool | None:
    """Read MyST's `numbering`, as far as it is about headings."""
    if isinstance(given, dict):
        given = given.get("headings", given.get("heading_2", given.get("heading_1")))
        given = given.get("enabled", True) if isinstance(given, dict) else given
    return None if given is None else flag(given)


_DOI = lazy_pattern(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s<>\"']+)", re.IGNORECASE)


def doi(given: Any) -> str | None:
    """Read a DOI, with or without the address of the resolver.

    Raises:
        LeftOutError: It is none.
    """
    one = line(given)
    match = _DOI.fullmatch(one.strip()) if one else None
    if one and match is None:
        message = "a DOI such as 10.1000/182"
        raise LeftOutError(message)
    return match and match[1]


def license_terms(given: Any) -> dict[str, Any]:
    """Read a license: its name, or a mapping with its `text`, `id` or `name` and `url`, or with two for text and code.

    The result is a dict of fields.
    """
    if not isinstance(given, dict):
        return {"license": line(given)}
    parts = [(what, given.get(what)) for what in ("content", "code")]
    named = [f"{line(name)} ({'text' if what == 'content' else what})" for what, name in parts if name]
    name = next((given[key] for key in ("text", "id", "name", "type") if given.get(key)), None)
    url = given.get("url")
    return {
        "license": ", ".join(named) or (line(name) if name else line(url)),
        "license_url": web_address(url) if url else None,
    }


def html_mode(given: Any) -> str | None:
    """Read whether the notebook's HTML is sanitized. A notebook can ask for it, not lift it: it may be a stranger's."""
    mode = None if isinstance(given, list | dict) else text(given)
    if mode == "sanitize" or (mode is None and not isinstance(given, list | dict)):
        return mode
    message = "`sanitize` (what a blog does otherwise is for its settings to say)"
    raise InvalidValueError(message)


def read_hidden(given: Any) -> dict[str, Any]:
    """Read `hide`: whether the post is a draft (fastpages), or parts of the page to hide (Material for MkDocs)."""
    if isinstance(given, list):
        return {"toc": False} if "toc" in given else {}
    return {"draft": flag(given)}


def status(given: Any) -> bool:
    """Read whether a post is a draft from its `status` (Nikola, Pelican)."""
    return (text_or_nested()(given) or "").strip().lower() in ("draft", "hidden", "private", "skip")


def visibility(given: Any) -> bool | None:
    """Read whether a post is not for everybody from its `visibility` (Ghost, Hashnode); None if it does not say."""
    word = (text_or_nested()(given) or "").strip().lower()
    return word != "public" if word else None


def password(given: Any) -> bool | None:
    """Read whether a post has a password (WordPress, themes of Hexo and Hugo): a page here is open to everybody."""
    return True if given not in (None, "", False) else None


def published(given: Any) -> dict[str, Any]:
    """Read `published`: a boolean (Jekyll), or the date of publication (dev.to), as a dict of fields."""
    try:
        value = flag(given)
    except InvalidValueError:
        return {"date": read_moment(given)}
    return {} if value is None else {"draft": not value}


def permalink(given: Any) -> str | None:
    """Read a slug from the last part of a URL; None if it is a placeholder for a generator."""
    path = re.sub(r"^[a-z]+://[^/]*|[?#].*", "", (text(given) or "").strip())
    parts = [part for part in path.split("/") if part]
    if parts and re.fullmatch(r"index(?:\.html?)?", parts[-1]):
        del parts[-1]
    stem = re.sub(r"\.html?$", "", parts[-1]) if parts else ""
    return stem if _SAFE.fullmatch(stem) else None


def write_status(draft: Any, _: Any) -> str:
    """Return what `status` says of a post that is a draft, or is none."""
    return "draft" if draft else "published"


def write_published(draft: Any, _: Any) -> bool:
    """Return what `published` says of a post that is a draft, or is none."""
    return not draft


def write_permalink(slug: Any, given: Any) -> str:
    """Return the address `given` with another last part."""
    head, _, tail = str(given).rpartition(str(permalink(given)))
    if re.search(rf"(?:^|/){re.escape(slug)}(?:\.html?)?(?:$|[/?#])", head + slug + tail):
        return str(head + slug + tail)
    return posixpath.join(posixpath.dirname(str(given)), slug)


SPLIT_AT_COMMAS = (texts, people)
"""Readers to which a text with commas is several."""


def plain_value(given: Any, levels: int = MAX_YAML_DEPTH) -> Any:
    """Return a value of an unknown key as plain data, for templates.

    Raises:
        InvalidValueError: The value is nested too deeply.
    """
    if isinstance(given, Scalar):
        return given.value
    if levels == 0:
        message = f"at most {MAX_YAML_DEPTH} levels"
        raise InvalidValueError(message)
    if isinstance(given, dict):
        return {str(key): plain_value(value, levels - 1) for key, value in given.items()}
    return [plain_value(item, levels - 1) for item in given] if isinstance(given, list) else given


def _spoken_moment(written: str) -> Moment | None:
    """Parse a date in English or ISO 8601, followed by a time such as `8:00 AM`."""
    day = leading_moment(written)
    if day is None or day.date is None or day.time is not None:
        return None
    rest = re.sub(r"^[\s,]*(?:at\s+)?", "", written[day.end :])
    clock = leading_moment(rest)
    if clock is None or clock.time is None or clock.end != len(rest):
        return None
    return dt.datetime.combine(day.date, clock.time)


def _epoch_moment(written: str) -> Moment | None:
    """Parse seconds since 1970, as Jupyter Book writes them, or milliseconds, as JavaScript does, from 1973 to 2286."""
    match = _EPOCH.fullmatch(written)
    if match is None:
        return None
    return dt.datetime.fromtimestamp(int(match[1]), dt.UTC)


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
