"""Structured data for search engines: JSON-LD (schema.org) that is safe in a `<script>`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from blogtools.config import Settings
from blogtools.dates import time_zone
from blogtools.model import Moment, Post
from blogtools.read.fields import FIELDS
from blogtools.render.theme.licenses import license_address

_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Escapes characters that could end the surrounding `<script>`."""

_KEYWORDS = tuple(field.name for field in FIELDS if field.json_ld == "keywords")


def blog_posting(post: Post, settings: Settings, url: str, image: str) -> str:
    """Return the JSON-LD of a post at the absolute `url` (empty without one); `image` is a URL or empty."""
    if not url:
        return ""
    front = post.front
    authors = front.authors or ((settings.author,) if settings.author else ())
    details = {author["name"]: author for author in front.author_details}
    return _json(
        {
            "@type": "BlogPosting",
            "headline": post.title,
            "description": post.excerpt,
            "url": url,
            "mainEntityOfPage": url,
            "datePublished": _iso(post.date, settings.timezone),
            "dateModified": _iso(post.updated, settings.timezone),
            "author": [_person(name, details.get(name, {})) for name in authors],
            "image": image,
            # What says more, first: categories before tags.
            "keywords": _distinct([term for name in reversed(_KEYWORDS) for term in getattr(front, name)]),
            "license": front.license_url or license_address(front.license) or front.license,
            "identifier": f"https://doi.org/{front.doi}" if front.doi else None,
            "inLanguage": front.language or settings.language,
            "isPartOf": _blog(settings),
        }
    )


def _person(name: str, details: Mapping[str, Any]) -> dict[str, Any]:
    orcid = details.get("orcid")
    return _some(
        {
            "@type": "Person",
            "name": name,
            "url": details.get("url"),
            "sameAs": f"https://orcid.org/{orcid}" if orcid else None,
            "affiliation": [{"@type": "Organization", "name": one} for one in details.get("affiliations", ())],
            "description": details.get("bio"),
        }
    )


def blog(settings: Settings) -> str:
    """Return the JSON-LD of the blog, for its first page; empty without `base_url`."""
    return _json(_blog(settings)) if settings.home else ""


def _blog(settings: Settings) -> dict[str, Any]:
    return _some(
        {"@type": "Blog", "name": settings.title, "description": settings.description, "url": settings.home or None}
    )


def _iso(moment: Moment | None, zone: str) -> str:
    """Return an ISO 8601 date, or a time with offset; a time without one is in the blog's time zone."""
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        moment = moment.replace(tzinfo=time_zone(zone))
    return moment.isoformat() if moment else ""


def _distinct(terms: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(terms))


def _some(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _json(data: Mapping[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org", **_some(data)}, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE)
