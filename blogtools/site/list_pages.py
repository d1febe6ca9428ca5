"""Pages that list posts: index, terms, archive, search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from blogtools.content.order import local_moment, stored_moment
from blogtools.languages import text_direction
from blogtools.model import Summary
from blogtools.read.fields import TAXONOMIES
from blogtools.read.schema import Taxonomy
from blogtools.render.links import relative_url
from blogtools.render.terms import term_folders
from blogtools.site.archive import Dated, by_month, by_year, dated_items, year_path
from blogtools.site.context import SiteContext, SiteFile
from blogtools.site.feed_lists import FEED
from blogtools.site.listings import Listing, ListPage, paginate, part_path

if TYPE_CHECKING:
    from blogtools.render.theme.variables import Pager, YearCount

ARCHIVE = "archive/index.html"
SEARCH = "search/index.html"


def list_pages(site: SiteContext) -> Iterator[SiteFile]:
    """Yield the index pages, the lists of each taxonomy, the archive, and the search page."""
    terms = site.terms
    items = dated_items(site.posts, site.settings.timezone)
    sections = _sections(site, terms, items)
    for part in paginate(Listing("", "", "", site.posts), site.settings.posts_per_page):
        sources = ("posts", _sources(site, part), sections)
        yield SiteFile(part.path, sources, lambda part=part: _index(site, part, sections))  # type: ignore[misc]
    for taxonomy, listings in terms.items():
        if listings:
            yield _overview(site, taxonomy, listings)
        for listing in listings:
            for part in paginate(listing, site.settings.posts_per_page):
                yield SiteFile(part.path, ("term", _sources(site, part)), lambda part=part: _term(site, part))  # type: ignore[misc]
    yield from _archive(site, items)
    if site.settings.search:
        yield SiteFile(SEARCH, ("search",), lambda: _search(site))


def _sections(
    site: SiteContext, terms: dict[Taxonomy, tuple[Listing, ...]], items: Sequence[Dated]
) -> list[tuple[str, str]]:
    """Return (URL relative to the site root, name) of the other lists that exist."""
    found = [("archive/", "Archive")] if items else []
    found += [(f"{taxonomy.folder}/", taxonomy.folder.capitalize()) for taxonomy, some in terms.items() if some]
    if any(post.snippets for post in site.posts):
        found.append(("snippets/", "Snippets"))
    if site.settings.home:
        found.append((FEED, "Feed"))
    return found


def _search(site: SiteContext) -> bytes:
    script = next(name for name in site.theme.files if "/search." in name)
    return site.page("search.html.j2", SEARCH, search_url=f"../{script}")


def _index(site: SiteContext, part: ListPage, sections: list[tuple[str, str]]) -> bytes:
    # Imported only when a page is rendered.
    from markupsafe import Markup

    from blogtools.render.theme.structured_data import blog

    structured = Markup(blog(site.settings)) if part.number == 1 else ""  # noqa: S704 - `blog` escapes it
    return site.page(
        "index.html.j2",
        part.path,
        posts=_cards(site, part),
        pager=_pager(part),
        sections=sections,
        structured=structured,
    )


def _term(site: SiteContext, part: ListPage) -> bytes:
    listing = part.listing
    taxonomy = next(taxonomy for taxonomy in TAXONOMIES if taxonomy.kind == listing.kind)
    return site.page(
        "term.html.j2",
        part.path,
        name=listing.name,
        kind=taxonomy.kind,
        kinds=taxonomy.folder,
        relation=taxonomy.relation,
        count=len(listing.posts),
        posts=_cards(site, part),
        pager=_pager(part),
        feed=relative_url(listing.folder + FEED, part.path),
        overview=relative_url(f"{taxonomy.folder}/index.html", part.path),
    )


def _overview(site: SiteContext, taxonomy: Taxonomy, listings: tuple[Listing, ...]) -> SiteFile:
    path = f"{taxonomy.folder}/index.html"
    terms = [
        (listing.name, listing.folder.removeprefix(f"{taxonomy.folder}/"), len(listing.posts)) for listing in listings
    ]
    return SiteFile(
        path,
        ("terms", terms),
        lambda: site.page("terms.html.j2", path, heading=taxonomy.folder.capitalize(), terms=terms),
    )


def _archive(site: SiteContext, items: Sequence[Dated]) -> Iterator[SiteFile]:
    years = by_year(items)
    if not years:
        return
    counts = [(year, [(month, len(some)) for month, some in by_month(group)]) for year, group in years]
    yield SiteFile(ARCHIVE, ("years", counts), lambda: site.page("archive.html.j2", ARCHIVE, years=_named(counts)))
    for index, (year, group) in enumerate(years):
        path = year_path(year)
        near = [years[other][0] if 0 <= other < len(years) else None for other in (index + 1, index - 1)]
        yield SiteFile(
            path,
            ("year", group, near),
            lambda path=path, year=year, group=group, near=near: site.page(  # type: ignore[misc]
                "year.html.j2", path, year=year, months=_months(site, group, path), earlier=near[0], later=near[1]
            ),
        )


def _named(counts: list[tuple[int, list[tuple[int, int]]]]) -> list[YearCount]:
    from blogtools.render.theme.environment import MONTH_NAMES

    return [
        {
            "year": year,
            "count": sum(number for _, number in months),
            "months": [{"number": month, "name": MONTH_NAMES[month - 1], "count": number} for month, number in months],
        }
        for year, months in counts
    ]


def _months(site: SiteContext, items: Sequence[Dated], path: str) -> list[dict[str, Any]]:
    from blogtools.render.theme.environment import MONTH_NAMES, date

    return [
        {
            "number": month,
            "name": MONTH_NAMES[month - 1],
            "posts": [
                {
                    "title": item.title,
                    "url": relative_url(item.path, path) + item.fragment,
                    "date": date(item.day),
                    "day": item.day.day,
                    "diary": item.diary,
                    "draft": item.draft,
                    **_own_language(site, item.language),
                }
                for item in group
            ],
        }
        for month, group in by_month(items)
    ]


def _sources(site: SiteContext, part: ListPage) -> tuple[object, ...]:
    """Return everything that a page of a list depends on: the posts, and the lists that their cards link to."""
    return (*part.sources, [term_folders(post, site.term_slugs) for post in part.posts])


def _cards(site: SiteContext, part: ListPage) -> list[dict[str, Any]]:
    return [_card(site, post, part.path) for post in part.posts]


def _card(site: SiteContext, post: Summary, path: str) -> dict[str, Any]:
    from blogtools.render.html.page import WORDS_A_MINUTE, term_links
    from blogtools.render.theme.environment import date

    when = local_moment(stored_moment(post.date), site.settings.timezone)
    return {
        "title": post.title,
        "url": relative_url(post.path, path),
        "date": date(when),
        "description": post.teaser or post.description,
        "year": when.year if when else 0,
        "tags": term_links("tags", post.tags, "../" * path.count("/"), site.term_slugs),
        "minutes": max(1, round(post.words / WORDS_A_MINUTE)),
        "draft": post.draft,
        "days": len(post.entries),
        **_own_language(site, post.language),
    }


def _own_language(site: SiteContext, language: str | None) -> dict[str, str | None]:
    """Return the language of a post if it differs from that of the list, and its direction."""
    other = language if language != site.settings.language else None
    return {"language": other, "direction": text_direction(language or site.settings.language)}


def _pager(part: ListPage) -> Pager | None:
    """Return the links to the adjacent pages of a list; None for a list of one page."""
    if part.count == 1:
        return None

    def url(number: int) -> str | None:
        inside = 1 <= number <= part.count
        return relative_url(part_path(part.listing.folder, number), part.path) if inside else None

    return {"number": part.number, "count": part.count, "newer": url(part.number - 1), "older": url(part.number + 1)}
