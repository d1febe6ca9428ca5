"""Candidates in Markdown: keys of the bibliography, labels, links to posts, headings and pictures."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote, unquote

from blogtools.live.completion.candidates import MOST, Candidate
from blogtools.live.completion.spot import Spot
from blogtools.live.completion.writing import Writing
from blogtools.memo import lazy_pattern
from blogtools.transform.citations.entries import BibEntry, plain_field
from blogtools.transform.citations.library import Bibliography
from blogtools.transform.citations.sources import find_library
from blogtools.transform.code.fences import CODE_DIRECTIVES
from blogtools.transform.crossrefs.labels import Label
from blogtools.transform.crossrefs.resolve import url_of
from blogtools.transform.crossrefs.signs import LABEL_KINDS
from blogtools.transform.markdown.callouts import CALLOUT_KINDS
from blogtools.transform.markdown.directives import WRITERS

_MENTIONED = lazy_pattern(rf"(?:{LABEL_KINDS})-", re.IGNORECASE)
_LONGEST_NOTE = 80
_SEPARATOR = " · "


def offer_mentions(spot: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield what may follow `@`: labels with a prefix of Quarto, and keys of the bibliography."""
    yield from (one for one in offer_labels(spot, writing) if _MENTIONED.match(one.label))
    yield from offer_citations(spot, writing)


def offer_labels(_: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield the labels of the post."""
    for label in writing.places:
        if label.name:
            yield Candidate(label.name, _note(label, writing))


def offer_citations(spot: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield the keys of the bibliography; of a large one, only those near to what is typed have a note."""
    library, _ = find_library(writing.post, writing.context)
    keys = list(dict.fromkeys(library.keys()))
    if len(keys) > MOST:
        low = spot.typed.casefold()
        keys = [key for key in keys if low in key.casefold()]
    described = frozenset(islice(keys, MOST))
    for key in keys:
        yield Candidate(key, _work(key, library) if key in described else "")


def offer_posts(_: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield the other posts of the blog as MyST's role `doc` names them."""
    for path, title in writing.suggestions.posts:
        yield Candidate(path.removesuffix(".ipynb"), title)


def offer_targets(spot: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield what a link can lead to: the other posts, and places in this one."""
    for path, title in writing.suggestions.posts:
        yield Candidate(path, title, quote(path))
    for one in _here(spot, writing):
        yield Candidate(f"#{one.label}", one.note, f"#{one.text}")


def offer_places(spot: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield the places in a post: its labels, and its headings."""
    if not spot.of:
        return _here(spot, writing)
    path = posixpath.normpath(unquote(spot.of))
    # Without a text of its own, a link to another post takes it from a label.
    found = (place for place in writing.places_in(path) if place.name or spot.has_text)
    return (_place(place, writing) for place in found)


def _here(_: Spot, writing: Writing) -> Iterator[Candidate]:
    return (_place(place, writing) for place in writing.places)


def _place(label: Label, writing: Writing) -> Candidate:
    name = label.name or label.anchor
    return Candidate(name, _note(label, writing), url_of(name))


def offer_pictures(_: Spot, writing: Writing) -> Iterator[Candidate]:
    """Yield the pictures near the notebook."""
    return (Candidate(path, "", quote(path)) for path in writing.suggestions.pictures)


def offer_directives(spot: Spot, _: Writing) -> Iterator[Candidate]:
    """Yield the names of MyST's directives."""
    ending = "" if spot.rest.startswith("}") else "}"
    for name in sorted({*WRITERS, *CODE_DIRECTIVES, *CALLOUT_KINDS}):
        yield Candidate(name, "", name + ending)


def _note(label: Label, writing: Writing) -> str:
    """Return what has a label, and how that is called."""
    kind = writing.words.get(label.kind, "")
    return _shortened(_SEPARATOR.join(filter(None, (kind, " ".join(label.title.split())))))


def _work(key: str, library: Bibliography) -> str:
    entries, _ = library.entries([key])
    return _described(entries[key]) if key in entries else ""


def _described(entry: BibEntry) -> str:
    """Return who wrote a work, when, and its title."""
    fields = entry.fields
    first, *more = plain_field(fields.get("author") or fields.get("editor") or "").split(" and ")
    family = first.partition(",")[0] if "," in first else (first.split() or [""])[-1]
    year = plain_field(fields.get("date") or fields.get("year") or "")[:4]
    who = f"{family} et al." if more else family
    return _shortened(_SEPARATOR.join(filter(None, (f"{who} {year}".strip(), plain_field(fields.get("title", ""))))))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NOTE else f"{text[: _LONGEST_NOTE - 1]}…"
