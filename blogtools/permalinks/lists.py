"""Follow the lists of terms that were renamed, and the pages of lists that are gone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from blogtools.permalinks.registry import PermalinkRegistry

HOME = "index.html"


def list_redirects(
    registry: PermalinkRegistry, pages: Collection[str], terms: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return each page of a list that was published and is gone, sorted, and the page that it redirects to.

    The list of a renamed term redirects to that of its new name; any other page to the one above it that exists: the
    third page of a list to the list, the list of a term to that of all terms, and that to the home page.

    Args:
        registry: Lists and terms as they were published.
        pages: All pages of the site, below the output folder.
        terms: By notebook, the folders of the lists that it is in now, as `Permalink.terms`.
    """
    gone = [path for path in registry.lists if path not in pages]
    if not gone:
        return {}
    became = {**registry.lists, **_renamed(registry, pages, terms)}
    return {path: target for path in sorted(gone) if (target := _resolve(path, became, pages)) != path}


def published_lists(
    registry: PermalinkRegistry, pages: Collection[str], terms: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return `PermalinkRegistry.lists` after a build whose lists have the `pages`."""
    return registry.lists | _renamed(registry, pages, terms) | dict.fromkeys(pages, "")


def _renamed(
    registry: PermalinkRegistry, pages: Collection[str], terms: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Return the page of each list of a term that is gone, and that of the list its posts are in instead.

    That is the list of the same kind which most of them were not in before, if at least half of them are in it.
    """
    members = defaultdict(list)
    for name, entry in registry.posts.items():
        for folder in entry.terms:
            if f"{folder}{HOME}" not in pages:
                members[folder].append(name)
    renamed = {}
    for folder, names in members.items():
        kind = folder.partition("/")[0]
        entered = Counter(
            other
            for name in names
            for other in terms.get(name, ())
            if other.partition("/")[0] == kind and other not in registry.posts[name].terms
        )
        best = max(sorted(entered), key=lambda other: entered[other], default="")
        if best and 2 * entered[best] >= len(names):
            renamed[f"{folder}{HOME}"] = f"{best}{HOME}"
    return renamed


def _resolve(path: str, became: Mapping[str, str], pages: Collection[str]) -> str:
    seen = set()
    while path not in pages and path != HOME:
        target = became.get(path, "") if path not in seen else ""
        seen.add(path)
        path = target or _above(path)
    return path


def _above(path: str) -> str:
    """Return the page of the folder above that of `a/b/index.html`: `a/index.html`."""
    return f"{path.removesuffix(HOME).rstrip('/').rpartition('/')[0]}/{HOME}".removeprefix("/")
