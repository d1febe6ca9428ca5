"""Names for addresses: anchors on a page, slugs of posts."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from blogtools.errors import FrontMatterError

LONGEST_SLUG = 220
"""Bytes. File systems take names of 255: this leaves room for a date before it and `-checkpoint.ipynb` behind it."""

_ASCII_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_ ]+[A-Za-z0-9]+)*")
_SEPARATORS = re.compile("[-_ ]+")
_SAFE_SLUG = re.compile(r"[\w~-][\w.~-]*")
_ASCII_DROPPED = re.compile(r"[^a-z0-9_\- ]")


def github_anchor(text: str) -> str:
    """The anchor that GitHub gives a heading: lower case, without punctuation, a hyphen for each space.

    `8:00 AM - The Morning Grind` becomes `800-am---the-morning-grind`; nothing left becomes `section`.
    """
    text = text.strip().lower()
    if text.isascii():
        text = _ASCII_DROPPED.sub("", text)
    else:
        text = "".join(character for character in text if character in "-_ " or _is_word(character))
    return text.replace(" ", "-") or "section"


def legacy_anchor(text: str) -> str:
    """The anchor that nbconvert and JupyterLab give a heading: its text, a hyphen for each space."""
    return re.sub(r"\s", "-", text.strip())


def post_slug(name: str) -> str:
    """The slug of a post whose file, or title, is `name`; in ASCII, never empty, at most `LONGEST_SLUG` long."""
    if _ASCII_NAME.fullmatch(name):
        return cut_slug("-".join(_SEPARATORS.split(name.lower())))
    # python-slugify brings tables of all scripts along; most files have simple names.
    from slugify import slugify

    return (
        cut_slug(slugify(name)) or f"post-{hashlib.blake2b(name.encode(errors='replace'), digest_size=4).hexdigest()}"
    )


def cut_slug(slug: str, length: int = LONGEST_SLUG) -> str:
    """Return the slug with as many whole words as fit into `length` characters."""
    return slug if len(slug) <= length else slug[: length + 1].rpartition("-")[0] or slug[:length]


def checked_slug(slug: str) -> str:
    """A slug that the author chose, if it can be a folder's name and a part of an address.

    Raises:
        FrontMatterError: it could lead elsewhere, or nowhere.
    """
    slug = slug.strip().strip("/")
    if len(slug.encode(errors="replace")) > LONGEST_SLUG:
        message = f"slug: {slug[:40]}… is longer than the {LONGEST_SLUG} bytes that fit into the name of a file"
        raise FrontMatterError(message, hint="a few words, such as my-first-post")
    if _SAFE_SLUG.fullmatch(slug):
        return slug
    message = f"slug: expected letters, digits and -._~ only, found {slug!r}"
    raise FrontMatterError(message, hint="one part of an address, such as my-first-post")


def _is_word(character: str) -> bool:
    """Letters, marks and numbers, as in the expression that GitHub uses (Ruby's `Word`)."""
    return unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Pc"
