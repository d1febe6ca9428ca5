"""One notebook becomes one page on disk."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from blogtools.build.post.gate import all_findings, pass_gate
from blogtools.build.post.inputs import Inputs
from blogtools.build.post.links import LinkResolver, check_own_anchors, embeds, open_references
from blogtools.build.post.page_cache import body_hash, rerender_layout, store_page_context
from blogtools.build.task import NO_HEADINGS, Built, Job
from blogtools.content.discover import Source
from blogtools.content.files import Folders
from blogtools.content.first_day import with_day
from blogtools.content.load import decode_post, naming_of, read_source, source_hash, transform_post
from blogtools.content.metadata_files import file_stamp
from blogtools.content.neighbors import blog_context
from blogtools.content.order import is_future
from blogtools.errors import Finding, Where, contained
from blogtools.memo import Memoizer, call_uncached
from blogtools.model import Asset, FrontMatter, Page, Post, SnippetSummary, Summary
from blogtools.permalinks.anchors import TOP, moved_anchors
from blogtools.permalinks.cells import sample_of_post
from blogtools.plugins.load import plugins_of
from blogtools.read.fields import TAXONOMIES
from blogtools.render.context import Rendering
from blogtools.render.html.cell_cache import CellCache
from blogtools.render.html.page import render_post
from blogtools.render.targets import SINGLE_FILE, Target, template_syntax
from blogtools.render.terms import term_folders
from blogtools.render.theme.environment import Theme
from blogtools.store.cache_folder import CacheFolder
from blogtools.store.manifest import Record, content_hash
from blogtools.store.output import Destination
from blogtools.transform.anchors import THEME_IDS
from blogtools.transform.redaction.texts import as_published

SHORTEST_WORD = 3
"""Letters; in scripts that write a word in one or two characters, a run of three is a phrase."""
_WORD = re.compile(r"[^\W\d_]+")


def build_post(job: Job, source: Source, theme: Theme | None, destination: Destination) -> Built:
    """Read, transform, render and write one post; what goes wrong is data, so that no post stops another."""
    errors: list[Finding] = []
    record = None
    with contained(source.name, errors.append):
        record = relayout(job, source, theme, destination) or _build(job, source, theme, destination)
    return Built(source, record, *errors)


def relayout(job: Job, source: Source, theme: Theme | None, destination: Destination) -> Record | None:
    """Put the new theme around a post of which nothing else changed; None if that is not so or cannot be done."""
    if source.name not in job.layout_only or theme is None:
        return None
    return rerender_layout(job, source, theme, destination)


def _build(job: Job, source: Source, theme: Theme | None, destination: Destination) -> Record | None:
    """Build one post; None if its time has not come."""
    # The stamp comes first: a file that changes from here on is known by it to have changed.
    stamp = file_stamp(source)
    data, metadata = read_source(source)
    digest = source_hash(data, metadata)
    inputs = Inputs(msgspec.structs.replace(blog_context(job.blog, source), today=job.today), source)
    post = transform_post(decode_post(source, data, metadata), inputs.context)
    if not job.future and is_future(post.date, job.now):
        return None
    post = with_day(post, source, job.target.generator) if job.target.needs_day else post
    checked = pass_gate(post, job.blog, checks=job.checks, let_through=job.let_through)
    anchors, legacy = _anchors(post)
    moved = moved_anchors(job.former.get(source.name, NO_HEADINGS), anchors, legacy)
    post = with_former_anchors(post, moved)
    notebook = content_hash(data) if metadata else digest
    del data
    links: dict[str, str | None] = {}

    def neighbor(name: str) -> str | None:
        return neighbor_page(source, name, job.target) if job.partial else None

    page = render(job, post, job.target.path(naming_of(post)), theme, links, neighbor)
    record = Record(
        content=digest,
        stamp=stamp,
        summary=summarize(post, page.path),
        files=tuple(page_files(page, post, job.target)),
        links=links,
        inputs=inputs.files,
        findings=all_findings(post, page, checked, job.blog, checks=job.checks),
        notebook=notebook,
        embeds=embeds(post),
        labels=inputs.labels,
        page_context=store_page_context(job.page_contexts, page),
        body=body_hash(page.content, page.placeholders),
        anchors=anchors,
        legacy_anchors=legacy,
        moved=moved,
        cells=sample_of_post(post),
        placeholders=page.placeholders,
        size=len(page.content),
        libraries=page.libraries,
        waits=post.waits,
        term_folders=term_folders(post.front, job.term_slugs) if job.lists else (),
        references=open_references(page, post),
    )
    # What cannot be remembered would keep all other posts from being, too; so it fails before anything is written.
    msgspec.json.encode(record)
    write_files(page, post, job.target, destination)
    return record


def _anchors(post: Post) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the anchors of a post's headings, and those that nbconvert would give them."""
    headings = post.headings
    return tuple(one.anchor for one in headings), tuple(one.legacy_anchor or "" for one in headings)


def page_files(page: Page, post: Post, target: Target) -> Iterator[str]:
    """Yield the paths of a page's files below the output folder: the page, its assets, and files shared by pages."""
    yield page.path
    for asset in page.assets:
        yield target.asset_path(page.path, post.slug, asset.name)
    for shared in page.shared:
        yield shared.name


def write_files(page: Page, post: Post, target: Target, destination: Destination) -> None:
    """Write a page and its files.

    Raises:
        WriteError: one of them cannot be written.
    """
    for asset in page.assets:
        name = target.asset_path(page.path, post.slug, asset.name)
        if not asset.own_name or destination.read(name) != asset.data:
            destination.write(name, asset.data, immutable=not asset.own_name)
    for shared in page.shared:
        if not destination.exists(shared.name):
            destination.write(shared.name, shared.read(), immutable=True)
    # The page goes last: whoever sees it finds its files.
    destination.write(page.path, page.content)


def render(  # noqa: PLR0913 - one for each thing that the page needs
    job: Job,
    post: Post,
    path: str,
    theme: Theme | None,
    links: dict[str, str | None],
    neighbor: Callable[[str], str | None] = lambda _: None,
    *,
    call: Memoizer = call_uncached,
    cells: CellCache | None = None,
) -> Page:
    """Render a post in the job's target; notes in `links` which notebooks it links to and the page each has.

    `neighbor` tells the page of a notebook that is not converted now, but could be. `call` and `cells`
    remember the page before, while it is written.
    """
    target = job.target

    published = target.published_page(path, job.blog.settings.home)
    urls = partial(_asset_url, slug=post.slug, folder=published.rpartition("/")[0] + "/" if published else "")
    rendering = Rendering(
        post.source, data_uri if target == SINGLE_FILE else partial(urls, pattern=target.asset_url), call
    )
    if target.html_asset_url:
        rendering.html_asset_url = partial(urls, pattern=target.html_asset_url)
    rendering.own_names[posixpath.basename(path).casefold()] = ""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if stem != "index" and "{slug}" not in target.asset:
        # Pages of several posts lie in one folder, so their files with names of their own get folders.
        rendering.folder = f"{stem}/"
    rendering.plugins = plugins_of(job.blog)
    rendering.drawings = None if job.drawings is None else CacheFolder(job.drawings)
    rendering.term_slugs = job.term_slugs
    if "widgets" in post.notebook.metadata:
        # Most notebooks have no widgets.
        from blogtools.render.outputs.widgets import widget_states

        rendering.widgets = widget_states(post.notebook.metadata)
    link = LinkResolver(rendering, job, post, path, neighbor, links)
    if post.front.image and post.front.image.startswith("/"):
        link(post.front.image, 0)
    if theme is not None:
        page = render_post(post, theme, path, rendering, link, cells)
        findings = (*page.findings, *check_own_anchors(page, post.source), *_told_positions(page, post))
        if target == SINGLE_FILE:
            return Page(page.path, page.content, (), findings)
        return msgspec.structs.replace(page, findings=findings)
    # The Markdown writer is loaded only for the targets that it writes.
    from blogtools.render.markdown.page import render_markdown_post

    page = render_markdown_post(post, target, path, rendering, link)
    findings = (*page.findings, *_told_positions(page, post), *_told_home(page, post, job))
    return msgspec.structs.replace(page, findings=findings)


def _asset_url(asset: Asset, *, pattern: str, slug: str, folder: str) -> str:
    return template_syntax(pattern.format(slug=slug, name=quote(asset.name), published=folder))


def _told_home(page: Page, post: Post, job: Job) -> Iterator[Finding]:
    """Yield a warning if the pictures of a page have no address at which another server could find them."""
    if job.target.needs_home and page.assets and not job.blog.settings.home:
        message = f"has pictures, which {job.target.generator} loads from the blog, whose address is not known"
        yield Finding("image", message, Where(post.source), "set `base_url`, and publish the blog")


def _told_positions(page: Page, post: Post) -> Iterator[Finding]:
    """Yield a note if the page has photos that lost something."""
    count = sum(asset.had_position for asset in page.assets)
    if count:
        files = "a photo" if count == 1 else f"{count} photos or videos"
        message = f"where {files} {'was' if count == 1 else 'were'} taken is not in the published copy"
        yield Finding("privacy", message, Where(post.source), "the files themselves are as they were", "note")


def with_former_anchors(post: Post, moved: Mapping[str, str]) -> Post:
    """Return the post with the former anchors of its headings, and those of headings that are gone."""
    if post.redaction.rules:
        # Old links lead to the top of the page, rather than that everybody sees what is replaced.
        names = {old: unquote(old) for old in moved}
        moved = {old: new for old, new in moved.items() if as_published(names[old], post.redaction) == names[old]}
    if not moved:
        return post
    former: dict[str, list[str]] = {}
    for old, new in moved.items():
        if old not in THEME_IDS:
            former.setdefault(new, []).append(old)
    headings = tuple(
        msgspec.structs.replace(
            heading, former=tuple(dict.fromkeys((*heading.former, *former.get(heading.anchor, ()))))
        )
        for heading in post.headings
    )
    return msgspec.structs.replace(post, headings=headings, former_anchors=tuple(former.get(TOP, ())))


def neighbor_page(source: Source, name: str, target: Target) -> str | None:
    """Return the path that the page of a notebook near `source` would have; None if it has none."""
    base = Path(os.path.abspath(source.path))  # noqa: PTH100 - a linked folder keeps its place in the blog
    for _ in source.name.split("/"):
        base = base.parent
    with suppress(OSError):
        name = Folders(source.redaction).written_path(str(base), name)
    path = base / name
    # Not `resolve`, which raises RuntimeError for a link to itself.
    if not Path(os.path.realpath(path)).is_relative_to(source.root.resolve()) or not path.is_file():
        return None
    other = Source(path, name, source.root, source.redaction)
    # A link to what is no post is told where it stands; why that is none, where that one is converted.
    with contained(name, lambda _: None):
        post = decode_post(other, *read_source(other))
        return target.path(naming_of(with_day(post, other, target.generator) if target.needs_day else post))
    return None


def data_uri(asset: Asset) -> str:
    """Return an asset as a `data:` URL."""
    import base64

    return f"data:{asset.mime};base64,{base64.b64encode(asset.data).decode()}"


def summarize(post: Post, path: str) -> Summary:
    """Return the summary of a post, which lists and feeds are made from."""
    front = post.front
    return Summary(
        source=post.source,
        slug=post.slug,
        title=post.title,
        path=path,
        date=post.date.isoformat() if post.date else None,
        updated=post.updated.isoformat() if post.updated else None,
        draft=front.draft,
        description=post.excerpt,
        teaser=post.teaser,
        aliases=front.aliases,
        **{taxonomy.folder: getattr(front, taxonomy.folder) for taxonomy in TAXONOMIES},
        author_urls=_author_urls(front),
        entries=post.entries,
        words=post.words,
        language=front.language,
        snippets=tuple(
            SnippetSummary(one.name, one.language, one.program.count("\n"), one.dependencies)
            for one in post.snippets
            if one.on_page
        ),
        heading_words=_heading_words(post),
    )


def _author_urls(front: FrontMatter) -> dict[str, str]:
    """Return a page about each author of which one is known: their own, or that of their ORCID."""
    return {
        author["name"]: author["url"] or f"https://orcid.org/{author['orcid']}"
        for author in front.author_details
        if author["url"] or author["orcid"]
    }


def _heading_words(post: Post) -> tuple[str, ...]:
    """Return the words of the title and the headings, sorted and case-folded, without very short ones."""
    words = " ".join([post.title, *(heading.text for heading in post.headings if not heading.embedded)])
    return tuple(sorted({word for word in _WORD.findall(words.casefold()) if len(word) >= SHORTEST_WORD}))
