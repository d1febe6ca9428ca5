"""Redirects of lists that are gone, and feeds at their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from blogtools.permalinks.lists import HOME, list_redirects
from blogtools.site.context import SiteContext, SiteFile
from blogtools.site.feed_lists import FEED, feed_file
from blogtools.site.listings import Listing
from blogtools.site.static import PathIndex


def former_lists(site: SiteContext, taken: Collection[str]) -> dict[str, str]:
    """Return each former page of a list whose path is free, and the page that it redirects to."""
    found = list_redirects(site.registry, taken, site.terms_of_posts) if site.registry.lists else {}
    if not found:
        return found
    index = PathIndex(taken)
    return {path: page for path, page in found.items() if index.conflict(path) is None}


def former_feeds(site: SiteContext, redirected: Mapping[str, str], taken: Collection[str]) -> Iterator[SiteFile]:
    """Yield a feed for each list of a term that is gone: that of its new name, else an empty one.

    Feed readers follow no redirect pages.
    """
    if not site.settings.home:
        return
    index = PathIndex(taken) if redirected else None
    for taxonomy, listings in site.terms.items():
        known = {listing.folder: listing for listing in listings}
        for path, page in redirected.items():
            folder = path.removesuffix(HOME)
            if index is None or folder.count("/") != 2 or not folder.startswith(f"{taxonomy.folder}/"):  # noqa: PLR2004 - taxonomy and term
                continue
            if index.conflict(folder + FEED) is None:
                nothing = Listing(f"{taxonomy.folder}/", taxonomy.folder.capitalize(), taxonomy.kind, ())
                yield feed_file(site, known.get(page.removesuffix(HOME), nothing), folder + FEED)
