"""Anchors of headings and slugs of posts."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata

from blogtools.errors import TEXT_POSTS, FrontMatterError
from blogtools.transform.portable_names import portable_name

LONGEST_SLUG = 220
"""Bytes. File systems take names of 255: this leaves room for a date before it and `-checkpoint.ipynb` behind it."""

THEME_IDS = frozenset({"skip-to-here"})
"""Ids that the default theme's pages have, which no heading or element of a post gets."""

_ASCII_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_ ]+[A-Za-z0-9]+)*")
_SEPARATORS = re.compile("[-_ ]+")
_SAFE_SLUG = re.compile(r"[\w~-][\w.~-]*")
_ASCII_DROPPED = re.compile(r"[^a-z0-9_\- ]")


class UniqueNames:
    """Names in use on a page. Taking the same one again and again takes no longer each time."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._last: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._used

    def add(self, name: str) -> None:
        """Take a name as it is."""
        self._used.add(name)

    def claim(self, wanted: str, first: int = 1) -> str:
        """Take and return `wanted` or, if that is in use, `wanted-1`, `wanted-2` and so on, from the number `first`."""
        unique = wanted
        if wanted in self._used:
            number = self._last.get(wanted, first - 1)  # Up to there all are in use.
            while unique in self._used:
                number += 1
                unique = f"{wanted}-{number}"
            self._last[wanted] = number
        self._used.add(unique)
        return unique


_OF_FOLDER = ("index", "readme")
"""Names of notebooks that stand for their folder."""


def github_anchor(text: str) -> str:
    """Return the anchor that GitHub gives a heading: lowercase, without punctuation, a hyphen for each space.

    `8:00 AM - The Morning Grind` becomes `800-am---the-morning-grind`. If nothing is left, it is `section`.
    """
    text = text.strip().lower()
    if text.isascii():
        text = _ASCII_DROPPED.sub("", text)
    else:
        text = "".join(character for character in text if character in "-_ " or _is_word(character))
    return text.replace(" ", "-") or "section"


def legacy_anchor(text: str) -> str:
    """Return the anchor that nbconvert and JupyterLab give a heading: its text, with a hyphen for each space."""
    return re.sub(r"\s", "-", text.strip())


def post_slug(name: str) -> str:
    """Return the slug of a post from its file name or title; ASCII, never empty, at most `LONGEST_SLUG` long.

    It is the name of a folder that every system can hold: `con` becomes `con-1`.
    """
    if _ASCII_NAME.fullmatch(name):
        return portable_name(cut_slug("-".join(_SEPARATORS.split(name.lower()))))
    # python-slugify loads tables of all scripts; most files have simple names.
    from slugify import slugify

    slug = (
        cut_slug(slugify(name)) or f"post-{hashlib.blake2b(name.encode(errors='replace'), digest_size=4).hexdigest()}"
    )
    return portable_name(slug)


def without_suffix(path: str) -> str:
    """Return the path of a post's file without the suffix that says that it is one."""
    suffix = next((one for one in (".ipynb", *TEXT_POSTS) if path.endswith(one)), "")
    return path.removesuffix(suffix)


def notebook_name(source: str) -> str:
    """Return the name of a post's file without its suffix; `index` and `README`, which many folders have, are no names.

    Such a notebook has the name of its folder, as the page of a folder has on the web and on GitHub.
    """
    folder, file = posixpath.split(source)
    stem = without_suffix(file)
    return posixpath.basename(folder) or stem if stem.lower() in _OF_FOLDER else stem


def cut_slug(slug: str, length: int = LONGEST_SLUG) -> str:
    """Return the slug with as many whole words as fit into `length` characters."""
    return slug if len(slug) <= length else slug[: length + 1].rpartition("-")[0] or slug[:length]


def checked_slug(slug: str) -> str:
    """Return the author's slug without slashes around it, if it is valid as a folder name and as a part of a URL.

    Raises:
        FrontMatterError: The slug is invalid.
    """
    slug = slug.strip().strip("/")
    if len(slug.encode(errors="replace")) > LONGEST_SLUG:
        message = f"slug: {slug[:40]}… is longer than the {LONGEST_SLUG} bytes that fit into the name of a file"
        raise FrontMatterError(message, hint="a few words, such as my-first-post")
    if _SAFE_SLUG.fullmatch(slug):
        return slug
    message = f"slug: expected letters, digits and -._~ only, found {slug!r}"
    raise FrontMatterError(message, hint="use a single part of a URL, such as my-first-post")


def _is_word(character: str) -> bool:
    """Return True for letters, marks, numbers and connectors, as in the pattern that GitHub uses (Ruby's `Word`)."""
    return unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Pc"
