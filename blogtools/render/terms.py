"""Terms of taxonomies: which spellings are one term, and the slug of each term's list."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from blogtools.memo import lazy_pattern
from blogtools.read.fields import TAXONOMIES, terms_of
from blogtools.transform.anchors import post_slug

TermSlugs = dict[str, dict[str, str]]
"""Folder of a taxonomy to the slug of each of its terms, by `term_key`."""

_SPOKEN = (
    # `C++17` is `cpp17`, `C#` is `c-sharp`, `A*` is `a-star`; a mark that stands alone, as in `#python`, is none.
    (lazy_pattern(r"(?<=\w)\+\+"), "pp"),
    (lazy_pattern(r"(?<=\w)#(?!\w)"), "-sharp"),
    (lazy_pattern(r"(?<=\w)\+(?!\w)"), "-plus"),
    (lazy_pattern(r"(?<=\w)\*(?!\w)"), "-star"),
    (lazy_pattern(r"(?<![\w.])\.(?=[^\W\d_])"), "dot"),
)
"""Marks that make a name another name, and what they are called in its slug."""


@lru_cache(65536)
def term_key(term: str) -> str:
    """Return the identity of a term: terms are the same if they differ only in case, spaces or Unicode composition.

    That is canonical caseless matching (Unicode, D145). Compatibility (NFKC) would go too far: it makes `ℝ` and `R`,
    or `m²` and `m2`, one term, which readers see as two.
    """
    spaced = " ".join(term.split())
    if spaced.isascii():
        return spaced.casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", spaced).casefold())


def term_slug(key: str) -> str:
    """Return the slug that a term gets if no other term has it; it is ASCII, and may be that of several terms."""
    for mark, name in _SPOKEN:
        key = mark.sub(name, key)
    return post_slug(key)


def assign_slugs(first_uses: Mapping[str, float], published: Mapping[str, str]) -> dict[str, str]:
    """Return the slug of each term of one taxonomy, by `term_key`; no two terms have the same one.

    `first_uses` has the time of the earliest post with each term, `published` the slugs that terms were published
    with. Those stay what they are, whether the term is still in use or not. Of other terms with one slug, the term that
    was used first has it (of the same time, the first in alphabetical order), and the next ones have a number: `c`,
    `c-2`. So a new term changes nothing about the older ones.
    """
    # A file that was edited by hand may give two terms one slug; the first has it.
    owners = {published[key]: key for key in sorted(first_uses.keys() & published.keys(), reverse=True)}
    slugs = {key: slug for slug, key in owners.items()}
    taken = set(published.values())
    numbered = []
    for key in sorted(first_uses.keys() - slugs.keys(), key=lambda key: (first_uses[key], key)):
        slug = term_slug(key)
        if slug in taken:
            numbered.append((key, slug))
        else:
            slugs[key] = slug
            taken.add(slug)
    # A term whose own name is `c 2` keeps the slug `c-2`.
    for key, slug in numbered:
        number = 2
        while f"{slug}-{number}" in taken:
            number += 1
        slugs[key] = f"{slug}-{number}"
        taken.add(slugs[key])
    return dict(sorted(slugs.items()))


def term_folder(folder: str, term: str, slugs: TermSlugs) -> str:
    """Return the path of a term's list, relative to the site root: `tags/python/`."""
    key = term_key(term)
    return f"{folder}/{slugs.get(folder, {}).get(key) or term_slug(key)}/"


def term_folders(post: Any, slugs: TermSlugs) -> tuple[str, ...]:
    """Return the paths of the lists that a post stands in, given its `FrontMatter` or `Summary`."""
    return tuple(
        term_folder(taxonomy.folder, term, slugs) for taxonomy in TAXONOMIES for term in terms_of(post, taxonomy.folder)
    )


def first_uses(posts: Iterable[tuple[Any, float]], folder: str) -> dict[str, float]:
    """Return the time of the earliest post with each term of a taxonomy; each post comes with its time."""
    found: dict[str, float] = {}
    for post, time in posts:
        for term in terms_of(post, folder):
            key = term_key(term)
            found[key] = min(found.get(key, time), time)
    return found
