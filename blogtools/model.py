"""The vocabulary: what a notebook, a post and the parts of a post are, as frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import Enum
from typing import Any, Literal

import msgspec

from blogtools.errors import Finding

CellKind = Literal["markdown", "code", "raw"]
Moment = dt.date | dt.datetime


class Output(msgspec.Struct, frozen=True):
    """One output of a code cell (nbformat 4, "Code cell outputs"), multi-line strings joined."""

    kind: str
    """`stream`, `display_data`, `execute_result` or `error`."""
    name: str = "stdout"
    """Of a stream: `stdout` or `stderr`."""
    text: str = ""
    """Of a stream: what was printed, control characters and all."""
    data: dict[str, Any] = {}
    """Of a display: MIME type to content; text and base64 as `str`, JSON types as decoded."""
    metadata: dict[str, Any] = {}
    """Of a display: keyed by MIME type (`{"image/png": {"width": 300}}`) or flat (`{"alt": "…"}`)."""
    display_id: str | None = None
    """Of a display: `transient.display_id`, by which a later output may replace this one."""
    error_name: str = ""
    error_value: str = ""
    traceback: tuple[str, ...] = ()
    """Of an error: lines with ANSI escapes."""


class Visibility(Enum):
    """What a reader sees of a part of a cell."""

    SHOW = "show"
    OPEN = "open"
    """Inside `<details open>`: seen, can be folded away."""
    FOLD = "fold"
    """Inside `<details>`: one click away."""
    REMOVE = "remove"
    """Not on the page at all."""


class CellOptions(msgspec.Struct, frozen=True):
    """What tags, `#|` lines, cell metadata and comments ask of a cell, in one form."""

    cell: Visibility = Visibility.SHOW
    source: Visibility = Visibility.SHOW
    output: Visibility = Visibility.SHOW
    source_summary: str | None = None
    """The text to click on when the source is folded; None for the theme's own."""
    output_summary: str | None = None
    stdout: bool = True
    stderr: bool = True
    warnings: bool = True
    """Whether Python warnings among the stderr lines are shown."""
    errors: bool = True
    scroll_source: bool = False
    scroll_output: bool = False
    line_numbers: bool = False
    label: str | None = None
    """An anchor that readers and other posts may link to."""
    caption: str | None = None
    """Markdown for the figure's or table's caption."""
    code_caption: str | None = None
    alt: str | None = None
    extra: dict[str, Any] = {}
    """Options that only other steps or tools know (`snippet`, `layout-ncol`, …)."""


class Asset(msgspec.Struct, frozen=True):
    """A file that belongs to a post and is written beside its page."""

    name: str
    """File name: content hash and extension."""
    data: bytes
    mime: str
    width: int | None = None
    """Pixels, as stored in the image itself."""
    height: int | None = None


class Formula(msgspec.Struct, frozen=True):
    """A piece of mathematics, taken out before Markdown is parsed."""

    tex: str
    """LaTeX without its delimiters; environments (`\\begin{align}…`) keep theirs."""
    display: bool
    written: str
    """The formula as the author wrote it, delimiters included."""


class Markdown(msgspec.Struct, frozen=True):
    """A parsed piece of Markdown: the text the parser saw, its events, and the formulas it did not see."""

    text: bytes
    """UTF-8, each formula replaced by a mark `FORMULA_OPEN number FORMULA_CLOSE`."""
    events: tuple[Any, ...]
    """pyromark's events: names of those without a payload, and dicts of one item for the others."""
    formulas: tuple[Formula, ...] = ()
    offset: int = 0
    """Events of the same cell that stand before these: a cell is cut where it embeds another one."""


FORMULA_OPEN = "\ue0f0"
FORMULA_CLOSE = "\ue0f1"


class Origin(msgspec.Struct, frozen=True):
    """Where a cell comes from that another notebook embeds."""

    source: str
    """Path of its notebook, as shown to the author."""
    name: str
    """As the embedding post calls it."""
    title: str
    """Of its post."""
    language: str = "python"
    """Of its post."""
    anchor: str = ""
    """The id it has on its own page; empty if none."""
    shows_attribution: bool = True
    """Whether no more follows of what was embedded with it, so that the page says here where it is from."""


class Cell(msgspec.Struct, frozen=True):
    """One cell of a notebook."""

    number: int
    """Position in the notebook file, counted from 1; never changes. An embedded cell has that of the cell it is in."""
    kind: CellKind
    source: str
    id: str | None = None
    metadata: dict[str, Any] = {}
    outputs: tuple[Output, ...] = ()
    attachments: dict[str, dict[str, Any]] = {}
    """File name to MIME bundle."""
    execution_count: int | None = None
    options: CellOptions = CellOptions()
    """Set by the step `options`."""
    markdown: Markdown | None = None
    """Set by the step `markdown`, for Markdown cells."""
    assets: dict[str, Asset] = {}
    """Set by the step `files`: the URL written in the Markdown (`attachment:a.png`, `fig/b.png`) to its file."""
    origin: Origin | None = None
    """Set by the step `embeds`, for cells of other notebooks."""


class Notebook(msgspec.Struct, frozen=True):
    """A notebook as read, every nbformat version in the form of version 4."""

    cells: tuple[Cell, ...]
    metadata: dict[str, Any] = {}
    findings: tuple[Finding, ...] = ()
    """What was odd about the file, though it could be read."""


class FrontMatter(msgspec.Struct, frozen=True):
    """What the author says about a post, from whatever form of metadata the notebook uses."""

    title: str | None = None
    date: Moment | None = None
    updated: Moment | None = None
    draft: bool = False
    slug: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: str | None = None
    aliases: tuple[str, ...] = ()
    series: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    toc: bool | None = None
    """Whether the page has a table of contents; None leaves it to the theme."""
    extra: dict[str, Any] = {}
    """Keys that blogtools does not know, for templates."""


class DatedText(msgspec.Struct, frozen=True):
    """The part of a heading that says when."""

    start: int
    """Offset of its first character in the heading's text."""
    end: int
    value: str
    """The `datetime` attribute: `2014-11-17`, `2014-11-17T08:00`, or `08:00` where no date is known."""


class Heading(msgspec.Struct, frozen=True):
    """A heading of the body."""

    cell: int
    """Number of its cell."""
    event: int
    """Position of its start among the events of that cell's `Markdown`, its offset added."""
    level: int
    """1 to 6, as written."""
    text: str
    """Text content, to the letter."""
    anchor: str
    """GitHub's form of the text, unique on the page."""
    legacy_anchor: str | None = None
    """nbconvert's form, where it differs and is still free."""
    former: tuple[str, ...] = ()
    """Anchors it had while it was worded otherwise, sorted."""
    dated: DatedText | None = None
    embedded: bool = False
    """Whether it is of another notebook, so that it says nothing of this post's title and date."""


class Entry(msgspec.Struct, frozen=True):
    """One day of a diary."""

    title: str
    anchor: str
    date: dt.date


class Snippet(msgspec.Struct, frozen=True):
    """A named code cell, with all that it needs to run by itself."""

    name: str
    """Unique in its post; `slug#name` is its address in the blog."""
    cell: int
    """Number of the cell."""
    language: str = "python"
    setup: str = ""
    """What the cell needs of the cells before it, as plain Python."""
    source: str = ""
    """The cell itself: plain Python, without option lines and magics."""
    program: str = ""
    """Both, as a file that runs by itself (Python: with a docstring and a PEP 723 header)."""
    dependencies: tuple[str, ...] = ()
    """Distributions on PyPI that it imports, sorted."""
    files: tuple[str, ...] = ()
    """Files that it opens, as written in the code."""
    in_browser: bool = False
    """Whether all that it imports exists for Pyodide."""
    on_page: bool = True
    """Whether readers see its tools: not where its name is the label of a figure or a table."""
    notes: tuple[str, ...] = ()
    """What could not be known about it, in sentences."""


class Post(msgspec.Struct, frozen=True):
    """A notebook on its way to a page."""

    source: str
    """Path of the notebook as shown to the author."""
    notebook: Notebook
    front: FrontMatter
    slug: str
    title: str
    date: Moment | None = None
    language: str = "python"
    """Language of the kernel, in Pygments' and Markdown's spelling."""
    cells: tuple[Cell, ...] = ()
    """The cells still to be shown: no metadata cell, none that was removed."""
    headings: tuple[Heading, ...] = ()
    title_heading: tuple[int, int] | None = None
    """(cell number, event) of the heading that gave the title, which the body does not repeat."""
    entries: tuple[Entry, ...] = ()
    """More than one dated heading at one level makes a diary: its days, in order."""
    excerpt: str = ""
    """A sentence or two of plain text, for search engines and lists."""
    teaser: str = ""
    """Plain text of all that stands before the author's mark for "more"; empty if there is no mark."""
    words: int = 0
    """Words of prose, for the reading time."""
    snippets: tuple[Snippet, ...] = ()
    """Its named code cells."""
    picture: Asset | None = None
    """The file that the front matter's `image` names, if that is one beside the notebook."""
    findings: tuple[Finding, ...] = ()


class SharedFile(msgspec.Struct, frozen=True):
    """A file that several pages use, and that is written once for all of them."""

    name: str
    """Path below the output folder; it says what is in the file, so that one that stands there is the same."""
    read: Callable[[], bytes]


class Placeholders(msgspec.Struct, frozen=True, array_like=True):
    """Where things stand in the bytes of a page; -1 for what it does not have."""

    body: int = -1
    """The post itself: here it begins, …"""
    body_end: int = -1
    """… and here it ends."""
    nav: int = -1
    """Here stands what the site says around the post: its neighbors, its series, who uses it."""


class Page(msgspec.Struct, frozen=True):
    """A rendered post, ready to be written."""

    path: str
    """Relative to the output folder, POSIX: `my-post/index.html`."""
    content: bytes
    assets: tuple[Asset, ...] = ()
    """Written into the page's folder, each name once."""
    findings: tuple[Finding, ...] = ()
    shared: tuple[SharedFile, ...] = ()
    """Written below the output folder, once for all pages."""
    libraries: dict[str, str] = {}
    """Libraries that draw its figures, and the version of each that was found (empty if none)."""
    placeholders: Placeholders = Placeholders()
    page_context: bytes = b""
    """What the theme was put around, for the next theme; empty if that is not to be kept."""


class SnippetSummary(msgspec.Struct, frozen=True):
    """What lists need to know of a snippet."""

    name: str
    language: str
    lines: int
    """Of its program."""
    dependencies: tuple[str, ...] = ()


class Summary(msgspec.Struct, frozen=True):
    """What lists, feeds and neighbors need to know of a post."""

    source: str
    slug: str
    title: str
    path: str
    date: str | None = None
    """ISO 8601, as are all dates that are kept between builds."""
    updated: str | None = None
    draft: bool = False
    description: str = ""
    teaser: str = ""
    """As of the post."""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    series: str | None = None
    entries: tuple[Entry, ...] = ()
    words: int = 0
    snippets: tuple[SnippetSummary, ...] = ()
    heading_words: tuple[str, ...] = ()
    """Words of its title and headings, sorted: what it is about, for related posts."""
