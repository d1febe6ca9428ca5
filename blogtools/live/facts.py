"""What a panel beside a notebook tells its author about the post: the form, what to mend, snippets, how fresh it is."""

from __future__ import annotations

from typing import Any

import msgspec

from blogtools.check.findings import check_post, with_checks
from blogtools.edit.cell_options import hidden
from blogtools.edit.front_matter import read_form
from blogtools.errors import BlogtoolsError, Finding, Where
from blogtools.findings.levels import apply_levels
from blogtools.live.clash import clash_of
from blogtools.live.fixes import Fix, fixes_of
from blogtools.live.freshness import Freshness, freshness_of
from blogtools.live.page import CARDS, LivePage, Place, files_around
from blogtools.live.suggestions import Suggestions, suggestions_for
from blogtools.memo import Call, Memo
from blogtools.model import Notebook
from blogtools.plugins.load import plugins_of
from blogtools.render.html.page import WORDS_A_MINUTE
from blogtools.render.links import page_url
from blogtools.render.targets import HTML
from blogtools.transform.identity import notebook_language

SEVERITIES = ("error", "warning", "note")
"""The gravest first."""


class Form(msgspec.Struct, frozen=True):
    """What the post says of itself."""

    fields: dict[str, Any]
    """By name: text, a truth value or a list of texts; None if it is not said."""
    places: dict[str, str]
    """By name of each that is said, where."""
    cell: int | None = None
    """Number of the metadata cell, if there is one."""


class FindingFact(msgspec.Struct, frozen=True):
    """A finding, and what a click can do about it."""

    slug: str
    message: str
    where: Where
    hint: str
    severity: str
    fixes: tuple[Fix, ...] = ()


class SnippetFact(msgspec.Struct, frozen=True):
    """A named cell."""

    name: str
    cell: int
    source: str
    setup: str
    program: str
    dependencies: tuple[str, ...]
    notes: tuple[str, ...]


class Facts(msgspec.Struct, frozen=True):
    """All that the panel shows."""

    source: str
    """Path of the notebook as findings name it."""
    form: Form | None
    """None if the metadata cannot be read, see `problem`."""
    problem: Finding | None
    """Why there is no page, or no form."""
    findings: tuple[FindingFact, ...] = ()
    snippets: tuple[SnippetFact, ...] = ()
    hidden: dict[int, dict[str, str]] = {}
    """By number, what readers do not see of a cell at once, and what says so."""
    words: int = 0
    minutes: int = 0
    """Reading time."""
    title: str = ""
    date: str = ""
    """ISO 8601."""
    slug: str = ""
    excerpt: str = ""
    """What others show below the title."""
    path: str = ""
    """Of the page, below the site's top."""
    address: str = ""
    """Of the page, once it is published; empty while the blog's is not known."""
    card: str = ""
    """Path, below the site's top, of the picture that other sites show; empty if there is none."""
    card_note: str = ""
    """Why there is no picture to be shown here."""
    freshness: Freshness = Freshness()
    suggestions: Suggestions = Suggestions()


def facts_of(place: Place, notebook: Notebook | Finding, page: LivePage | Finding, memo: Memo) -> Facts:
    """The facts of a notebook and of the page that it makes, or of why there is none.

    `memo` remembers from one time to the next what was found in each cell.
    """
    try:
        return _facts(place, notebook, page, memo.call)
    finally:
        memo.next_round()


def _facts(place: Place, notebook: Notebook | Finding, page: LivePage | Finding, call: Call) -> Facts:
    source, suggestions = place.source.name, suggestions_for(place)
    problem = page if isinstance(page, Finding) else None
    if isinstance(notebook, Finding):
        return Facts(source, None, notebook, (_told(notebook),), suggestions=suggestions)
    form = None
    try:
        said = read_form(notebook, source, files_around(place))
        form = Form(said.fields, said.places, said.cell)
    except BlogtoolsError as error:
        problem = error.as_finding()
    unseen = _hidden(notebook, call)
    if isinstance(page, Finding):
        return Facts(source, form, problem, (_told(page),), hidden=unseen, suggestions=suggestions)
    post = page.post
    card, note = _card(place, page)
    return Facts(
        source,
        form,
        problem,
        _findings(place, page, call),
        tuple(
            SnippetFact(one.name, one.cell, one.source, one.setup, one.program, one.dependencies, one.notes)
            for one in post.snippets
        ),
        unseen,
        words=post.words,
        minutes=max(1, round(post.words / WORDS_A_MINUTE)),
        title=post.title,
        date=post.date.isoformat() if post.date else "",
        slug=post.slug,
        excerpt=post.excerpt,
        path=page.path,
        address=post.front.canonical_url or _address(place, page),
        card=card,
        card_note=note,
        freshness=freshness_of(place, notebook, page),
        suggestions=suggestions,
    )


def _findings(place: Place, page: LivePage, call: Call) -> tuple[FindingFact, ...]:
    post = page.post
    plugins = plugins_of(place.blog)
    findings = with_checks(post.findings, check_post(post, call, plugins), plugins)
    findings = apply_levels((*findings, *_untrusted(place)), place.blog, post)
    clash = clash_of(place, post, page.path)
    if clash is not None:
        findings = (*findings, clash)
    told = [_told(finding, ways) for finding, ways in zip(findings, fixes_of(post, findings), strict=True)]
    # By gravity, and from the top of the notebook to its end.
    return tuple(sorted(told, key=lambda one: (SEVERITIES.index(one.severity), one.where.cell or 0)))


def _untrusted(place: Place) -> tuple[Finding, ...]:
    """A note where the page is made without the plugins of the blog."""
    settings, file = place.blog.settings, place.blog.settings_file
    if place.blog.trusted or not settings.plugins:
        return ()
    message = f"the page is shown without plugins of this blog ({', '.join(settings.plugins)}), which are code"
    hint = "read them, then start JupyterLab with the folder of the blog in BLOGTOOLS_TRUSTED"
    return (Finding("untrusted-plugins", message, Where(file.name if file else ""), hint, "note"),)


def _told(finding: Finding, fixes: tuple[Fix, ...] = ()) -> FindingFact:
    return FindingFact(finding.slug, finding.message, finding.where, finding.hint, finding.severity, fixes)


def _hidden(notebook: Notebook, call: Call) -> dict[int, dict[str, str]]:
    language = notebook_language(notebook)
    found = {cell.number: call(hidden, cell, language) for cell in notebook.cells}
    return {number: parts for number, parts in found.items() if parts}


def _address(place: Place, page: LivePage) -> str:
    home = place.blog.settings.home
    return home + page_url(page.path) if home else ""


def _card(place: Place, page: LivePage) -> tuple[str, str]:
    """The path of the picture that other sites show; if there is none, why."""
    post = page.post
    image = post.front.image or ""
    if post.picture is not None:
        path = HTML.asset_path(page.path, post.slug, post.picture.name)
        return (path, "") if path in page.files else ("", NO_ADDRESS)
    if image.lower().startswith(("https://", "http://", "//")):
        return "", f"The picture is elsewhere: {image}"
    if image.startswith("/"):
        return "", f"The picture is a file of the site: {image}"
    drawn = next((path for path in page.files if path.startswith(CARDS)), "")
    if drawn:
        return drawn, ""
    settings = place.blog.settings
    if not settings.home:
        return "", NO_ADDRESS
    if post.front.draft:
        return "", "A draft gets no picture."
    return "", "" if settings.cards else "The blog draws no pictures: its setting `cards` is false."


NO_ADDRESS = "Shared links get a picture once the blog's settings have a `base_url`."
