"""The files that belong to no single post: style, script, lists, redirects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from blogtools.config import Blog
from blogtools.content.discover import STATIC
from blogtools.errors import Finding, Where, contained
from blogtools.model import Summary
from blogtools.permalinks.registry import feed_identity
from blogtools.render.theme.files import theme_files
from blogtools.site.feed_lists import feed_products
from blogtools.site.list_pages import list_products
from blogtools.site.redirects import redirect_products
from blogtools.site.shelf import Product, Shelf
from blogtools.site.sitemap import machine_products
from blogtools.site.snippet_list import snippet_products
from blogtools.site.static import Places, StaticFile, copy_static, static_files
from blogtools.store.manifest import Lists, build_key
from blogtools.store.output import Destination

MAKERS: tuple[Callable[[Shelf], Iterator[Product]], ...] = (
    list_products,
    snippet_products,
    feed_products,
    machine_products,
)
"""What a whole blog gets beside its posts."""


def write_theme(blog: Blog, destination: Destination) -> dict[str, str]:
    """Write the files that all pages share; returns them as `Lists.files`."""
    files = theme_files(blog.templates, search=blog.settings.search, runner=bool(blog.settings.pyodide))
    for name, data in files.items():
        destination.write(name, data, immutable=True)
    return {name: name for name in files}


def write_lists(
    shelf: Shelf,
    destination: Destination,
    last: Lists,
    key: str,
    theme: str,
    taken: Collection[str],
) -> Lists:
    """Write what a whole blog has beside its posts, as far as it changed since `last`.

    `taken` are the files of posts: a list that would lie where a post is gives way, with a finding.

    Raises:
        TemplateError, WriteError: a list cannot be made or written.
    """
    told = [(record.summary, record.body) for record in shelf.records.values()]
    known = [(entry.page, *feed_identity(entry), entry.former) for entry in shelf.ledger.posts.values()]
    static, findings = static_files(shelf.blog, destination.root)
    state = build_key(key, theme, told, sorted(taken), known, static, findings)
    if state == last.state and all(_stands(name, made_from, destination) for name, made_from in last.files.items()):
        return last
    files = write_theme(shelf.blog, destination)
    static = _beside(static, taken, shelf, findings)
    # Where the author has a file of the name of a list, such as robots.txt, that is meant.
    of_posts, taken = taken, {*taken, *(file.name for file in static)}
    products: dict[str, Product] = {}
    for maker in MAKERS:
        for product in _made(maker(shelf), shelf):
            if product.path in taken:
                findings += _gives_way(product.path, shelf.posts)
            else:
                products[product.path] = product
    for product in _made(redirect_products(shelf, {*taken, *products}, findings), shelf):
        products[product.path] = product
    if shelf.problems:
        # What should be listed is not all known, so what was made earlier stays.
        files = {**dict.fromkeys(last.files, ""), **files}
    static = _beside(static, {*products, *files}, shelf, findings)
    _make_room({*of_posts, *files, *products, *(file.name for file in static)}, last, destination)
    errors: list[Finding] = []
    files |= copy_static(static, last.files, destination, errors)
    for product in products.values():
        digest = build_key(key, theme if product.themed else "", product.sources)
        made_from = _write(product, digest, last, shelf, destination)
        if made_from is not None:
            files[product.path] = made_from
    # One post may be what is wrong with several files.
    errors += dict.fromkeys(shelf.problems)
    return Lists(files, (*findings, *errors), "" if errors else state)


def _write(product: Product, digest: str, last: Lists, shelf: Shelf, destination: Destination) -> str | None:
    """Write a file unless it stands as it should; gives what it is made from, as `Lists.files` has it.

    Where a defect keeps it or a part of it from being made, that is empty, so that the next build makes it again; the
    last good file stands until then. None if there is no file.
    """
    made_from = last.files.get(product.path)
    if made_from == f"{digest}-{destination.size(product.path)}":
        return made_from
    known = len(shelf.problems)
    with contained(product.path, shelf.problems.append, foreseen=False):
        content = product.make()
        destination.write(product.path, content)
        made_from = f"{digest}-{len(content)}"
    return made_from if len(shelf.problems) == known else None if made_from is None else ""


def _made(products: Iterator[Product], shelf: Shelf) -> Iterator[Product]:
    """The products as far as they can be told; a defect costs the rest of those of one maker."""
    with contained("", shelf.problems.append, foreseen=False):
        yield from products


def _beside(
    static: Sequence[StaticFile], others: Collection[str], shelf: Shelf, findings: list[Finding]
) -> list[StaticFile]:
    """The files to copy that can be beside the other ones of the site."""
    if not static:
        return []
    places = Places(others)
    free = []
    for file in static:
        place = places.in_the_way(file.name)
        if place is None:
            free.append(file)
        else:
            owner = next((post.source for post in shelf.posts if post.path.startswith(place)), "the blog itself")
            message = f"is not copied: {place} is of {owner}"
            findings.append(Finding("address-taken", message, Where(f"{STATIC}/{file.name}"), "rename one of them"))
    return free


def _make_room(names: Collection[str], last: Lists, destination: Destination) -> None:
    """Remove files that are no more and now have the name of a folder, or are in one that has the name of a file."""
    gone = last.files.keys() - set(names)
    if gone:
        places = Places(names)
        for name in gone:
            if places.in_the_way(name):
                destination.remove(name)


def _stands(name: str, made_from: str, destination: Destination) -> bool:
    """Whether a file is there, and of the size that it had; files of the theme are named by their content."""
    size = destination.size(name)
    return size is not None and (made_from == name or made_from.endswith(f"-{size}"))


def _gives_way(path: str, posts: Sequence[Summary]) -> list[Finding]:
    message, hint = f"has the address of a list, which is not written: {path}", "give the post a `slug:` of its own"
    return [Finding("address-taken", message, Where(post.source), hint) for post in posts if post.path == path]
