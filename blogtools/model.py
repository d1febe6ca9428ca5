"""The data model: notebooks, posts and their parts, as frozen structs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Literal

import msgspec

from blogtools.errors import Finding
from blogtools.redaction import NO_REDACTION, Redaction

CellKind = Literal["markdown", "code", "raw"]
Moment = dt.date | dt.datetime
LineStart = tuple[int, int, bool]
"""A line of a text, the line that it was before the text was changed, and True if all lines from here on were that."""
LineRanges = tuple[tuple[int, int], ...]
"""First and last line of each run of lines, counted from 1."""


class Output(msgspec.Struct, frozen=True):
    """One output of a code cell (nbformat 4, "Code cell outputs"), multi-line strings joined."""

    kind: str
    """`stream`, `display_data`, `execute_result` or `error`."""
    name: str = "stdout"
    """For streams: `stdout` or `stderr`."""
    text: str = ""
    """For streams: what was printed, control characters included."""
    data: dict[str, Any] = {}
    """For displays: MIME type to content; text and base64 as `str`, JSON types decoded."""
    metadata: dict[str, Any] = {}
    """For displays: keyed by MIME type (`{"image/png": {"width": 300}}`) or flat (`{"alt": "…"}`)."""
    display_id: str | None = None
    """For displays: `transient.display_id`, by which a later output may replace this one."""
    error_name: str = ""
    error_value: str = ""
    traceback: tuple[str, ...] = ()
    """For errors: lines with ANSI escapes."""


class Visibility(Enum):
    """Visibility of a cell, or a part of it, on the page."""

    SHOW = "show"
    OPEN = "open"
    """Inside `<details open>`: visible, can be folded."""
    FOLD = "fold"
    """Inside `<details>`: one click away."""
    REMOVE = "remove"
    """Not on the page at all."""


class CellOptions(msgspec.Struct, frozen=True):
    """Options of a cell, from its tags, `#|` lines, metadata and comments."""

    cell: Visibility = Visibility.SHOW
    source: Visibility = Visibility.SHOW
    output: Visibility = Visibility.SHOW
    source_summary: str | None = None
    """The text to click on when the source is folded; None for the theme's default."""
    output_summary: str | None = None
    stdout: bool = True
    stderr: bool = True
    warnings: bool = True
    """True if Python warnings among the stderr lines are shown."""
    errors: bool = True
    scroll_source: bool = False
    scroll_output: bool = False
    line_numbers: bool = False
    wrap_source: bool = False
    """True if long lines of code wrap instead of scrolling."""
    marked_lines: LineRanges = ()
    """Lines of code that stand out."""
    filename: str | None = None
    """Title above the code."""
    language: str | None = None
    """Language of its code, where that is not the notebook's."""
    annotate: bool = True
    """False if comments such as `# <1>` are no annotations."""
    annotations: str | None = None
    """Prefix of the ids of the list that explains the annotations. Set by the step `markdown`."""
    label: str | None = None
    """The cell's anchor, which links and embeds can refer to."""
    caption: str | None = None
    """Caption of the figure or table, in Markdown."""
    code_caption: str | None = None
    alt: str | None = None
    alts: tuple[str, ...] = ()
    """Alternative texts of the figures, where each has its own."""
    subcaptions: tuple[str, ...] = ()
    """Captions of the figures of a panel, in Markdown; some may be empty."""
    caption_location: Literal["top", "bottom"] | None = None
    panel_columns: int | None = None
    """Figures beside one another."""
    panel_rows: int | None = None
    panel_layout: tuple[tuple[float, ...], ...] = ()
    """Rows of a panel: relative widths of its figures; negative ones are empty space."""
    renderings: tuple[str, ...] = ()
    """`light` or `dark` for each figure that is shown only on pages of that color scheme."""
    column: str | None = None
    """Where outputs stand: `body`, `body-outset`, `page`, `screen` or `margin`."""
    align: str | None = None
    """`left`, `center` or `right`, for figures."""
    figure_link: str | None = None
    """URL that the figures link to."""
    figure_width: float | None = None
    """Largest width of figures in CSS pixels, and likewise the height."""
    figure_height: float | None = None
    out_width: str | None = None
    """Width of figures on the page, a length or percentage of CSS."""
    table_widths: tuple[float, ...] = ()
    """Widths of the columns of a table, in percent."""
    classes: tuple[str, ...] = ()
    """Classes of the cell on the page, for the blog's own styles."""
    as_markdown: bool = False
    """True if what the cell printed is Markdown."""
    load_external: bool = False
    """True if files from other servers are loaded with the page, without a click."""
    extra: dict[str, Any] = {}
    """Options that are left to other steps or tools (`snippet`, `layout-ncol`, …)."""

    @property
    def names_code(self) -> bool:
        """True if the label is that of the code, as a label of Quarto with `lst-`, not that of its output."""
        return bool(self.code_caption and self.label and self.label.startswith("lst-"))


class Asset(msgspec.Struct, frozen=True):
    """A file that belongs to a post and is written into its page's folder."""

    name: str
    """File name: content hash and extension; on a finished page, the `own_name` if that is free."""
    data: bytes
    mime: str
    width: int | None = None
    """Pixels, as stored in the image itself."""
    height: int | None = None
    own_name: str = ""
    """Name that readers see: that of the file, if a link leads to it; empty for what is only shown."""
    had_position: bool = False
    """True if the file tells where it was taken, which `data` does not."""


class Formula(msgspec.Struct, frozen=True):
    """A formula, taken out of the text before Markdown is parsed."""

    tex: str
    """LaTeX without its delimiters; environments (`\\begin{align}…`) keep theirs."""
    display: bool
    written: str
    """The formula as the author wrote it, delimiters included."""


class Markdown(msgspec.Struct, frozen=True):
    """A parsed piece of Markdown: the text that was parsed, its events, and the formulas taken out of it."""

    text: bytes
    """UTF-8, each formula replaced by the marker `FORMULA_OPEN number FORMULA_CLOSE`."""
    events: tuple[Any, ...]
    """pyromark's events: a string (the name) for events without payload, else a dict of one item."""
    formulas: tuple[Formula, ...] = ()
    offset: int = 0
    """Number of events before these in the same cell, which is split where it embeds another one."""
    annotations: str = ""
    """Prefix of the ids of the list that it begins with, if that explains annotations of the code before."""


FORMULA_OPEN = "\ue0f0"
FORMULA_CLOSE = "\ue0f1"


class Origin(msgspec.Struct, frozen=True):
    """The origin of an embedded cell."""

    source: str
    """Path of its notebook, as shown to the author."""
    name: str
    """The cell's name in the embedding post."""
    title: str
    """Title of its post."""
    language: str = "python"
    """Language of its post."""
    anchor: str = ""
    """The cell's id on its own page; empty if it has none."""
    sanitize: bool = False
    """True if the HTML of its post is sanitized."""
    shows_attribution: bool = True
    """True if this is the last cell of the embed, after which the page names the source."""


class Frame(msgspec.Struct, frozen=True):
    """A tag of an element around several cells."""

    key: int
    """The same for its start tag and its end tag."""
    tag: str


class Cell(msgspec.Struct, frozen=True):
    """One cell of a notebook."""

    number: int
    """Position in the notebook file, counted from 1; never changes. An embedded cell has that of the embedding cell."""
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
    """Set by the step `files`: URL as written in the cell or its outputs (`attachment:a.png`, `b.png`) to its file."""
    missing: frozenset[str] = frozenset()
    """Set by the step `files`: URLs of files that are not there, which is reported already."""
    origin: Origin | None = None
    """Set by the step `embeds`, for cells of other notebooks."""
    opens: tuple[Frame, ...] = ()
    """Start tags before it, outermost first, of divs that reach over several cells. Set by the step `hidden`."""
    closes: tuple[Frame, ...] = ()
    """End tags after it, innermost first."""
    lines: tuple[tuple[LineStart, ...], ...] = ()
    """For each change that moved lines of its source: where those begin that were others."""


class Notebook(msgspec.Struct, frozen=True):
    """A notebook as read; every nbformat version is converted to version 4."""

    cells: tuple[Cell, ...]
    metadata: dict[str, Any] = {}
    findings: tuple[Finding, ...] = ()
    """Problems of the file that did not keep it from being read."""


class FrontMatter(msgspec.Struct, frozen=True):
    """The author's metadata of a post, in whatever format the notebook has it."""

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
    author_details: tuple[dict[str, Any], ...] = ()
    """All authors, if more than their names is known of any, with the keys of `read.authors.AUTHOR`."""
    image: str | None = None
    aliases: tuple[str, ...] = ()
    series: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    toc: bool | None = None
    """True if the page has a table of contents; None leaves it to the theme."""
    toc_depth: int | None = None
    """Level of the lowest headings in the table of contents, 1 to 6."""
    toc_title: str | None = None
    number_sections: bool | None = None
    """True if headings have numbers on the page; their texts and anchors have none."""
    abstract: str | None = None
    """In Markdown, shown before the text."""
    license: str | None = None
    license_url: str | None = None
    doi: str | None = None
    """Without `https://doi.org/`."""
    html: str | None = None
    """`sanitize` if the HTML of the notebook is sanitized; None leaves it to the blog's settings."""
    bibliography: tuple[str, ...] = ()
    """Files with what the post cites."""
    references: tuple[str, ...] = ()
    """Entries of the bibliography in the metadata itself, each as JSON (CSL)."""
    csl: str | None = None
    """Style of citations: a name, or a file."""
    nocite: tuple[str, ...] = ()
    """Keys that are in the list though the text does not cite them."""
    citation: bool | None = None
    """True if the page tells how to cite the post; None leaves it to the blog's settings."""
    extra: dict[str, Any] = {}
    """Keys that blogtools does not know, passed on to templates."""


class DatedText(msgspec.Struct, frozen=True):
    """A date or time at the start of a heading."""

    start: int
    """Offset of its first character in the heading's text."""
    end: int
    value: str
    """Value of the `datetime` attribute: `2014-11-17`, `2014-11-17T08:00`, or `08:00` if the date is unknown."""


class Heading(msgspec.Struct, frozen=True):
    """A heading in the post's body."""

    cell: int
    """Number of its cell."""
    event: int
    """Index of its start event in the cell's `Markdown`, plus the `offset` of that."""
    level: int
    """1 to 6, as written."""
    text: str
    """Text content, unchanged."""
    anchor: str
    """The id that the author gave it, else the text in GitHub's anchor format; unique on the page."""
    legacy_anchor: str | None = None
    """The text in nbconvert's anchor format, if that differs and is unused."""
    former: tuple[str, ...] = ()
    """Anchors from earlier wordings of the heading, and others that the author gave it."""
    number: str = ""
    """Its number, such as `2.1`, if headings have numbers."""
    dated: DatedText | None = None
    classes: tuple[str, ...] = ()
    """Those that the author gave it; with `unlisted` it is not in the table of contents."""
    marks: int = 0
    """Number of events at its beginning that say its ids and classes, and are nothing to show."""
    embedded: bool = False
    """True if it comes from an embedded notebook, so that this post's title and date do not depend on it."""


class Entry(msgspec.Struct, frozen=True):
    """One dated entry of a diary."""

    title: str
    anchor: str
    date: dt.date


class Snippet(msgspec.Struct, frozen=True):
    """A named code cell, with everything it needs to run on its own."""

    name: str
    """Unique in the post; `slug#name` identifies it in the blog."""
    cell: int
    """Number of the cell."""
    language: str = "python"
    setup: str = ""
    """The statements that the cell needs from the cells before it, as plain Python."""
    source: str = ""
    """The cell itself: plain Python, without option lines and magics."""
    program: str = ""
    """Setup and source as a self-contained script (for Python, with a docstring and a PEP 723 header)."""
    dependencies: tuple[str, ...] = ()
    """PyPI packages that it needs, sorted."""
    files: tuple[str, ...] = ()
    """Files that it reads, as written in the code."""
    in_browser: bool = False
    """True if Pyodide has everything it imports."""
    on_page: bool = True
    """True if the page shows its toolbar; False if its name is only the label of a figure or table."""
    notes: tuple[str, ...] = ()
    """Sentences about what could not be determined."""


class Post(msgspec.Struct, frozen=True):
    """A post: a notebook and everything derived from it, before rendering."""

    source: str
    """Path of the notebook, as shown to the author."""
    notebook: Notebook
    front: FrontMatter
    slug: str
    title: str
    date: Moment | None = None
    updated: Moment | None = None
    """Date of the last change, which is never before `date`."""
    language: str = "python"
    """Language of the kernel, as Pygments and Markdown name it."""
    cells: tuple[Cell, ...] = ()
    """The cells to render, without metadata cells and removed cells."""
    headings: tuple[Heading, ...] = ()
    former_anchors: tuple[str, ...] = ()
    """Anchors of headings that are gone, which lead to the top of the page."""
    title_heading: tuple[int, int] | None = None
    """(cell number, event index) of the heading that became the title, which the body does not repeat."""
    entries: tuple[Entry, ...] = ()
    """The dated headings of a diary, in order; a post with several at one level is one."""
    waits: dt.date | None = None
    """The first day of a diary that is left out because it has not come; None if none is."""
    waiting_cells: frozenset[int] = frozenset()
    """Numbers of the cells that are left out with it."""
    excerpt: str = ""
    """A sentence or two of plain text, for search engines and lists."""
    teaser: str = ""
    """Plain text before the author's "more" marker; empty without a marker."""
    words: int = 0
    """Number of words of prose, for the reading time."""
    sanitize: bool = False
    """True if its HTML is sanitized, so that nothing in it can run. Set by the step `sanitize`."""
    snippets: tuple[Snippet, ...] = ()
    """Its named code cells."""
    picture: Asset | None = None
    """The file that the front matter's `image` names, if it is a local file."""
    findings: tuple[Finding, ...] = ()
    redaction: Redaction = NO_REDACTION
    """What is replaced in it, and in the files and cells of other notebooks that it shows."""


class SharedFile(msgspec.Struct, frozen=True):
    """A file that several pages use and that is written once for all of them."""

    name: str
    """Path below the output folder. It identifies the content, so an existing file need not be written again."""
    read: Callable[[], bytes]


class Placeholders(msgspec.Struct, frozen=True, array_like=True):
    """Byte offsets in a page; -1 for parts that it does not have."""

    body: int = -1
    """Start of the post itself."""
    body_end: int = -1
    """End of the post itself."""
    nav: int = -1
    """Offset at which the post navigation is inserted: previous and next post, series, backlinks."""


class Reference(msgspec.Struct, frozen=True, array_like=True):
    """A link to something on the site, which can be checked once all of the site is known."""

    cell: int
    """Number of its cell; 0 for the front matter."""
    url: str
    """As written."""
    path: str
    """Path below the output folder, decoded, of a file or of a folder with an `index.html`."""
    fragment: str = ""
    """Anchor on that page, as written; empty for the page as a whole."""


class Page(msgspec.Struct, frozen=True):
    """A rendered post, ready to write."""

    path: str
    """Relative to the output folder, POSIX: `my-post/index.html`."""
    content: bytes
    assets: tuple[Asset, ...] = ()
    """Files to write into the page's folder, names unique."""
    findings: tuple[Finding, ...] = ()
    references: tuple[Reference, ...] = ()
    shared: tuple[SharedFile, ...] = ()
    """Files to write once for all pages."""
    libraries: dict[str, str] = {}
    """JavaScript library of its figures to the version that is installed (empty if none)."""
    placeholders: Placeholders = Placeholders()
    page_context: bytes = b""
    """Encoded template context, to render the page again when only the theme changes; empty if it is not cached."""


class SnippetSummary(msgspec.Struct, frozen=True):
    """The data about a snippet that list pages need."""

    name: str
    language: str
    lines: int
    """Number of lines of its program."""
    dependencies: tuple[str, ...] = ()


class Summary(msgspec.Struct, frozen=True):
    """The data about a post that list pages, feeds and other posts need."""

    source: str
    slug: str
    title: str
    path: str
    date: str | None = None
    """ISO 8601, as all dates stored between builds."""
    updated: str | None = None
    draft: bool = False
    description: str = ""
    teaser: str = ""
    """As `Post.teaser`."""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    author_urls: dict[str, str] = {}
    """Author to the URL of a page about them."""
    series: str | None = None
    entries: tuple[Entry, ...] = ()
    words: int = 0
    language: str | None = None
    """Language of the text; None if it is the blog's."""
    snippets: tuple[SnippetSummary, ...] = ()
    heading_words: tuple[str, ...] = ()
    """Words of its title and headings, sorted, from which related posts are found."""


def markdown_sources(cells: Sequence[Cell]) -> str:
    """Return the sources of the Markdown cells, each after a blank line; one look at it tells what none of them has."""
    return "\n\n".join(["", *[cell.source for cell in cells if cell.kind == "markdown"]])
