"""The pages that list posts: all of them, those of a term, the terms, the years, the snippets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from blogtools.content.order import moment
from blogtools.model import Summary
from blogtools.render.links import relative_url
from blogtools.site.archive import Dated, by_month, by_year, dated_items, year_path
from blogtools.site.feed_lists import FEED
from blogtools.site.listings import Listing, Part, Taxonomy, part_path, parts
from blogtools.site.shelf import Product, Shelf

if TYPE_CHECKING:
    from blogtools.render.theme.variables import Pager, YearCount

INDEX = "index.html"
ARCHIVE = "archive/index.html"
SEARCH = "search/index.html"


def list_products(shelf: Shelf) -> Iterator[Product]:
    """The list of all posts, the lists of each taxonomy, and the archive."""
    terms = shelf.terms
    items = dated_items(shelf.posts, shelf.settings.timezone)
    ways = _ways(shelf, terms, items)
    for part in parts(Listing("", "", "", shelf.posts), shelf.settings.posts_per_page):
        yield Product(part.path, ("posts", part.told, ways), lambda part=part: _index(shelf, part, ways))  # type: ignore[misc]
    for taxonomy, listings in terms.items():
        if listings:
            yield _overview(shelf, taxonomy, listings)
        for listing in listings:
            for part in parts(listing, shelf.settings.posts_per_page):
                yield Product(part.path, ("term", part.told), lambda part=part: _term(shelf, part))  # type: ignore[misc]
    yield from _archive(shelf, items)
    if shelf.settings.search:
        yield Product(SEARCH, ("search",), lambda: _search(shelf))


def _ways(shelf: Shelf, terms: dict[Taxonomy, tuple[Listing, ...]], items: Sequence[Dated]) -> list[tuple[str, str]]:
    """The other lists that there are: URL relative to the site's top, and name."""
    found = [("archive/", "Archive")] if items else []
    found += [(f"{taxonomy.folder}/", taxonomy.folder.capitalize()) for taxonomy, some in terms.items() if some]
    if any(post.snippets for post in shelf.posts):
        found.append(("snippets/", "Snippets"))
    if shelf.settings.home:
        found.append((FEED, "Feed"))
    return found


def _search(shelf: Shelf) -> bytes:
    script = next(name for name in shelf.theme.files if "/search." in name)
    return shelf.page("search.html.j2", SEARCH, search_url=f"../{script}")


def _index(shelf: Shelf, part: Part, ways: list[tuple[str, str]]) -> bytes:
    # Only where a page is rendered.
    from markupsafe import Markup

    from blogtools.render.theme.structured_data import blog

    structured = Markup(blog(shelf.settings)) if part.number == 1 else ""  # noqa: S704 - escaped by its maker
    return shelf.page(
        "index.html.j2", part.path, posts=_cards(part), pager=_pager(part), ways=ways, structured=structured
    )


def _term(shelf: Shelf, part: Part) -> bytes:
    listing = part.listing
    return shelf.page(
        "term.html.j2",
        part.path,
        name=listing.name,
        kind=listing.kind,
        count=len(listing.posts),
        posts=_cards(part),
        pager=_pager(part),
        feed=relative_url(listing.folder + FEED, part.path),
        overview=relative_url(f"{listing.folder.split('/')[0]}/index.html", part.path),
    )


def _overview(shelf: Shelf, taxonomy: Taxonomy, listings: tuple[Listing, ...]) -> Product:
    path = f"{taxonomy.folder}/index.html"
    terms = [
        (listing.name, listing.folder.removeprefix(f"{taxonomy.folder}/"), len(listing.posts)) for listing in listings
    ]
    return Product(
        path,
        ("terms", terms),
        lambda: shelf.page("terms.html.j2", path, heading=taxonomy.folder.capitalize(), terms=terms),
    )


def _archive(shelf: Shelf, items: Sequence[Dated]) -> Iterator[Product]:
    years = by_year(items)
    if not years:
        return
    counts = [(year, [(month, len(some)) for month, some in by_month(group)]) for year, group in years]
    yield Product(ARCHIVE, ("years", counts), lambda: shelf.page("archive.html.j2", ARCHIVE, years=_named(counts)))
    for index, (year, group) in enumerate(years):
        path = year_path(year)
        near = [years[other][0] if 0 <= other < len(years) else None for other in (index + 1, index - 1)]
        yield Product(
            path,
            ("year", group, near),
            lambda path=path, year=year, group=group, near=near: shelf.page(  # type: ignore[misc]
                "year.html.j2", path, year=year, months=_months(group, path), earlier=near[0], later=near[1]
            ),
        )


def _named(counts: list[tuple[int, list[tuple[int, int]]]]) -> list[YearCount]:
    from blogtools.render.theme.environment import MONTHS

    return [
        {
            "year": year,
            "count": sum(number for _, number in months),
            "months": [{"number": month, "name": MONTHS[month - 1], "count": number} for month, number in months],
        }
        for year, months in counts
    ]


def _months(items: Sequence[Dated], path: str) -> list[dict[str, Any]]:
    from blogtools.render.theme.environment import MONTHS, date

    return [
        {
            "number": month,
            "name": MONTHS[month - 1],
            "posts": [
                {
                    "title": item.title,
                    "url": relative_url(item.path, path) + item.fragment,
                    "date": date(item.day),
                    "day": item.day.day,
                    "diary": item.diary,
                    "draft": item.draft,
                }
                for item in group
            ],
        }
        for month, group in by_month(items)
    ]


def _cards(part: Part) -> list[dict[str, Any]]:
    return [_card(post, part.path) for post in part.posts]


def _card(post: Summary, path: str) -> dict[str, Any]:
    from blogtools.render.html.page import WORDS_A_MINUTE, term_links
    from blogtools.render.theme.environment import date

    return {
        "title": post.title,
        "url": relative_url(post.path, path),
        "date": date(moment(post.date)),
        "description": post.teaser or post.description,
        "year": int(post.date[:4]) if post.date else 0,
        "tags": term_links("tags", post.tags, "../" * path.count("/")),
        "minutes": max(1, round(post.words / WORDS_A_MINUTE)),
        "draft": post.draft,
        "days": len(post.entries),
    }


def _pager(part: Part) -> Pager | None:
    """Links to the pages beside one page of a list; None for a list of one page."""
    if part.count == 1:
        return None

    def url(number: int) -> str | None:
        inside = 1 <= number <= part.count
        return relative_url(part_path(part.listing.folder, number), part.path) if inside else None

    return {"number": part.number, "count": part.count, "newer": url(part.number - 1), "older": url(part.number + 1)}
