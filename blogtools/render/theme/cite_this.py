"""Forms in which to cite a post: text and BibTeX for readers, `<meta>` elements of Highwire for search engines.

The names of the elements are those that Google Scholar's "Inclusion Guidelines for Webmasters" lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blogtools.config import Settings
from blogtools.memo import lazy_pattern
from blogtools.model import Post
from blogtools.render.theme.environment import date
from blogtools.transform.citations.entries import sort_name

_LATEX = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_BREAKING = lazy_pattern(r"[{}\s]")
"""Matches characters that no address may have between the braces of BibTeX."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_KINDS = {"article-journal": "article", "paper-conference": "inproceedings", "chapter": "incollection", "book": "book"}
"""Quarto's types, which are those of CSL, to BibTeX's; all else is `misc`."""
_CONTAINERS = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_META = (
    ("citation_volume", "volume"),
    ("citation_issue", "issue"),
    ("citation_publisher", "publisher"),
    ("citation_issn", "issn"),
    ("citation_isbn", "isbn"),
    ("citation_doi", "doi"),
)


def cite_this(post: Post, settings: Settings, address: str) -> dict[str, str]:
    """Return how to cite a post at an absolute address (empty without one), as text and as BibTeX."""
    given, authors, where = _given(post), _authors(post, settings), _address(post, address)
    container = given.get("container-title") or settings.title
    day = post.date
    year = f"{day.year}." if day else "n.d."
    shown = date(day)
    when = f", {shown.human}" if shown else ""
    names = " and ".join([", ".join(authors[:-1]), authors[-1]] if len(authors) > 1 else authors)
    title = f"“{post.title}{'' if post.title[-1:] in '.?!' else '.'}”"
    published = f"{container}{when}." if container else ""
    text = " ".join(filter(None, (names and f"{names}.", year, title, published, where)))
    return {"text": text, "bibtex": "".join(_bibtex(post, given, authors, where, container))}


def highwire(post: Post, settings: Settings, address: str) -> list[list[str]]:
    """Return the name and content of each `<meta>` element."""
    given = _given(post)
    found = [["citation_title", post.title]]
    found += [["citation_author", author] for author in _authors(post, settings)]
    if post.date:
        found.append(["citation_publication_date", f"{post.date.year:04}/{post.date.month:02}/{post.date.day:02}"])
    container = given.get("container-title")
    if container:
        is_conference = given.get("type") == "paper-conference"
        found.append(["citation_conference_title" if is_conference else "citation_journal_title", container])
    found += [[name, given[key]] for name, key in _META if key in given]
    first, _, last = re.sub(r"[–—]|--", "-", given.get("page", "")).partition("-")
    found += [["citation_firstpage", first.strip()], ["citation_lastpage", last.strip()]]
    found.append(["citation_fulltext_html_url", _address(post, address)])
    found.append(["citation_language", post.front.language or settings.language])
    return [one for one in found if one[1]]


def _bibtex(
    post: Post, given: Mapping[str, str], authors: Sequence[str], address: str, container: str
) -> Iterator[str]:
    kind = _KINDS.get(given.get("type", ""), "misc")
    name = sort_name(authors[0]) if authors else ""
    word = next(iter(re.findall(r"[a-z0-9]{4,}", post.title.lower())), "")  # No article has four letters.
    day = post.date
    year = str(day.year) if day else ""
    yield f"@{kind}{{{re.sub('[^a-z0-9]', '', name.lower())}{year}{word or post.slug},\n"
    fields = {
        "author": " and ".join(authors),
        "title": post.title,
        _CONTAINERS.get(kind, "howpublished"): container,
        "year": year,
        "volume": given.get("volume", ""),
        "number": given.get("issue", ""),
        "pages": given.get("page", ""),
        "publisher": given.get("publisher", ""),
    }
    for field, value in fields.items():
        if value:
            yield f"  {field} = {{{' '.join(value.translate(_LATEX).split())}}},\n"
    if day:
        yield f"  month = {_MONTHS[day.month - 1]},\n"
    for field, value in (("doi", given.get("doi", "")), ("url", address)):
        if value:
            yield f"  {field} = {{{_BREAKING.sub('', value)}}},\n"
    yield "}"


def _given(post: Post) -> dict[str, str]:
    """Return what the metadata says of a citation, by the names of CSL in lowercase."""
    table = post.front.extra.get("citation")
    given = {
        str(key).lower().replace("_", "-"): str(value)
        for key, value in (table.items() if isinstance(table, dict) else ())
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip()
    }
    doi = post.front.extra.get("doi")
    return {"doi": doi, **given} if isinstance(doi, str) and doi else given


def _authors(post: Post, settings: Settings) -> list[str]:
    return [*post.front.authors] or ([settings.author] if settings.author else [])


def _address(post: Post, address: str) -> str:
    """Return the address to cite: what the metadata says, if it is one, else that of the page."""
    url: Any = _given(post).get("url", "")
    return url if re.match(r"https?://", url) else address
