"""Which of the addresses that a blog had before lead to a page now, or are redirected to one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from blogtools.build.stages import Listed
from blogtools.config import BlogConfig
from blogtools.errors import Finding, SettingsError, Where
from blogtools.memo import lazy_pattern
from blogtools.site.redirects import REDIRECTS

FILE_SUFFIXES = (".xml", ".txt")
MAX_FILE = 50_000_000
"""Bytes of a sitemap (sitemaps.org)."""
_LOCATION = lazy_pattern(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]]*?)\s*(?:\]\]>)?\s*</loc>")


class OldAddress(msgspec.Struct, frozen=True):
    """An address as it was, and where it is written."""

    url: str
    where: Where


def old_address_findings(build: Listed) -> tuple[Finding, ...]:
    """Return a warning for each old address that leads nowhere, and a note that counts them all.

    A file of addresses that cannot be read is an error: the site has been written by now.
    """
    listed = build.blog.settings.old_addresses
    if not listed or build.job.partial or not build.job.lists or not build.job.target.is_html:
        return ()
    base = urlsplit(build.blog.settings.home).path or "/"
    redirects = (build.destination.read(REDIRECTS) or b"").decode().split("\n")
    redirected = {unquote(line.split(" ")[0].removeprefix(base)) for line in redirects if line}
    files = {name for record in build.records.values() for name in record.files} | build.lists.files.keys()
    try:
        old = list({address.url: address for address in old_addresses(build.blog)}.values())
    except SettingsError as error:
        return (error.as_finding(),)
    lost = []
    moved = 0
    for address in old:
        places = answering_files(address.url, base)
        if redirected.isdisjoint((*places, *(place.removesuffix("index.html") for place in places))):
            if files.isdisjoint(places):
                lost.append(address)
        else:
            moved += 1
    answering = len(old) - moved - len(lost)
    message = f"of {len(old)} old addresses, {answering} answer, {moved} redirect, {len(lost)} lead nowhere"
    owners = _owners(build)
    return (
        Finding("old-address", message, Where(", ".join(listed)), severity="note"),
        *(_lost(address, owners) for address in lost),
    )


def old_addresses(blog: BlogConfig) -> Iterator[OldAddress]:
    """Yield the addresses that the settings name, and those in the files that they name.

    Raises:
        SettingsError: A file cannot be read, or lists other sitemaps instead of pages.
    """
    settings = blog.settings_file.name if blog.settings_file else ""
    for given in blog.settings.old_addresses:
        if "://" in given or given.startswith("/") or not given.endswith(FILE_SUFFIXES):
            yield OldAddress(given, Where(settings))
            continue
        text = _text(blog.root / given, given, blog.root)
        if "<sitemapindex" in text:
            message = "is an index of sitemaps, and has no addresses of pages"
            raise SettingsError(message, where=Where(given), hint="name the sitemaps that it lists in `old_addresses`")
        if given.endswith(".xml"):
            for match in _LOCATION.finditer(text):
                yield OldAddress(unescape(match[1]), Where(given, line=text.count("\n", 0, match.start()) + 1))
        else:
            for number, line in enumerate(text.split("\n"), 1):
                if line.strip():
                    yield OldAddress(line.strip(), Where(given, line=number))


def answering_files(url: str, base: str) -> tuple[str, ...]:
    """Return the files of the site, any of which answers a URL; `base` is the path of the site's root."""
    path = unquote(urlsplit(url).path)
    path = (path.removeprefix(base)).lstrip("/")
    if not path or path.endswith("/"):
        return (f"{path}index.html",)
    return (path, f"{path}/index.html", f"{path}.html")


def _text(path: Path, name: str, root: Path) -> str:
    problem = "lies outside the blog"
    try:
        if path.resolve().is_relative_to(root):
            with path.open("rb") as file:
                return file.read(MAX_FILE).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise SettingsError(problem, where=Where(name), hint="correct `old_addresses`")


def _owners(build: Listed) -> Mapping[str, str]:
    """Return the notebooks by the names that the last part of an old address may have: its slug, or its file's."""
    found: dict[str, str] = {}
    for name, record in sorted(build.records.items()):
        for key in (record.summary.slug, Path(name).stem, re.sub(r"^\d{4}-\d\d-\d\d-", "", Path(name).stem)):
            found.setdefault(key.casefold(), name)
    return found


def _lost(address: OldAddress, owners: Mapping[str, str]) -> Finding:
    path = unquote(urlsplit(address.url).path)
    last = re.sub(r"(?:/index)?(?:\.html?)?/?$", "", path).rpartition("/")[2].casefold()
    owner = owners.get(last)
    alias = f"`aliases: [{path}]`"
    hint = f"add {alias} to {owner}" if owner else f"add {alias} to the post that takes its place"
    return Finding("old-address", f"nothing answers the old address {address.url}", address.where, hint)
