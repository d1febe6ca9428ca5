"""Reads what front matter tells of authors besides their names (Quarto, MyST): address, ORCID, affiliations, biography.

What is read is plain data with the keys of `AUTHOR`, as templates and the front matter of other generators have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from blogtools.memo import lazy_pattern
from blogtools.read import values as read
from blogtools.read.shown import shown

AUTHOR: dict[str, Any] = {"name": "", "url": None, "orcid": None, "email": None, "affiliations": [], "bio": None}
"""The keys of an author, and their values where nothing is known."""
_ORCID = lazy_pattern(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.IGNORECASE)
_EMAIL = lazy_pattern(r"(?:mailto:)?([^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+)")


def _orcid(given: Any) -> str | None:
    match = _ORCID.fullmatch((read.line(given) or "").strip())
    if match is None:
        message = "an ORCID such as 0000-0002-1825-0097"
        raise read.LeftOutError(message)
    return match[1].upper()


def _email(given: Any) -> str | None:
    match = _EMAIL.fullmatch((read.line(given) or "").strip())
    if match is None:
        message = "a mail address"
        raise read.LeftOutError(message)
    return match[1]


_READERS: dict[str, tuple[tuple[str, ...], Callable[[Any], str | None]]] = {
    "url": (("url", "website", "homepage"), read.web_address),
    "orcid": (("orcid",), _orcid),
    "email": (("email",), _email),
    "bio": (("bio",), read.line),
}
"""Key of an author to the keys of front matter that say it, and their reader."""


def author_details(given: Any, affiliations: Any = None) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """Return the authors of which more than the name is known with all others, and what was wrong with values.

    `affiliations` are those of the document, to which an author may refer by their ids. If of none is more known, there
    is nothing to return.
    """
    problems: list[str] = []
    named = dict(_named(affiliations))
    items = given if isinstance(given, list) else [given]
    found = [author for item in items if (author := _author(item, named, problems))]
    is_more = any({**author, "name": ""} != AUTHOR for author in found)
    return tuple(found) if is_more else (), tuple(problems)


def _author(item: Any, named: Mapping[str, str], problems: list[str]) -> dict[str, Any] | None:
    names = read.person(item) if not isinstance(item, list) else ()
    if not names:
        return None
    author = {**AUTHOR, "name": names[0]}
    if not isinstance(item, dict):
        return author
    for key, (keys, reader) in _READERS.items():
        name = next((name for name in keys if item.get(name) is not None), None)
        if name is not None:
            try:
                author[key] = reader(item[name])
            except read.InvalidValueError as error:
                problems.append(f"{name} of {names[0]}: expected {error}, found {shown(item[name])}")
    places = item.get("affiliations", item.get("affiliation"))
    author["affiliations"] = list(dict.fromkeys(_affiliations(places, named)))
    return author


def _affiliations(given: Any, named: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of affiliations: texts, mappings, or references to those of the document."""
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict):
            name = named.get(str(item.get("ref"))) or _name(item)
        else:
            name = None if item is None or isinstance(item, list) else read.line(item)
        if name:
            yield named.get(name, name)


def _named(given: Any) -> Iterator[tuple[str, str]]:
    """Yield the ids of the document's affiliations, and their names."""
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict) and item.get("id") is not None and (name := _name(item)):
            yield str(item["id"]), name


def _name(item: Mapping[str, Any]) -> str | None:
    parts = (item.get("department"), item.get("name") or item.get("institution"))
    return ", ".join(str(part) for part in parts if isinstance(part, str) and part.strip()) or None


def read_author_details(given: Any) -> tuple[dict[str, Any], ...]:
    """Read a list of mappings with the keys of `AUTHOR`.

    Raises:
        InvalidValueError: a value in it is wrong.
    """
    found, problems = author_details(given)
    if problems:
        message = f"authors ({problems[0]})"
        raise read.LeftOutError(message)
    return found


def written_author(author: Mapping[str, Any]) -> dict[str, Any]:
    """Return an author without empty values, for front matter."""
    return {key: value for key, value in author.items() if value not in (None, "", [])}
