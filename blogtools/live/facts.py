"""State of the post panel: metadata form, findings, snippets, freshness."""

from __future__ import annotations

import msgspec

from blogtools.check.findings import check_post, with_checks
from blogtools.edit.cell_options import hidden_parts
from blogtools.edit.front_matter import MetadataForm, read_form
from blogtools.errors import BlogtoolsError, Finding, Where
from blogtools.findings.levels import apply_levels
from blogtools.live.clash import clash_of
from blogtools.live.fixes import Fix, fixes_of
from blogtools.live.form import FieldControl, controls_of
from blogtools.live.freshness import Freshness, Publication, freshness_of
from blogtools.live.page import CARDS, LivePage, NotebookPlace, files_around
from blogtools.live.suggestions import suggestions_for
from blogtools.memo import Memo, Memoizer
from blogtools.model import Notebook
from blogtools.plugins.load import plugins_of
from blogtools.render.html.page import WORDS_A_MINUTE
from blogtools.render.links import page_url
from blogtools.render.targets import HTML
from blogtools.transform.identity import notebook_language
from blogtools.trust.words import TRUST_HINT, unused_code

SEVERITIES = ("error", "warning", "note")
"""Severities, most severe first."""


class FindingFact(msgspec.Struct, frozen=True):
    """A finding with its one-click fixes."""

    slug: str
    message: str
    where: Where
    hint: str
    severity: str
    fixes: tuple[Fix, ...] = ()


class SnippetFact(msgspec.Struct, frozen=True):
    """A snippet: a named cell with the code and packages it needs."""

    name: str
    cell: int
    source: str
    setup: str
    program: str
    dependencies: tuple[str, ...]
    notes: tuple[str, ...]


class PanelState(msgspec.Struct, frozen=True):
    """Everything that the panel shows."""

    source: str
    """Path of the notebook, as in findings."""
    form: MetadataForm | None
    """None if the metadata cannot be read; `problem` says why."""
    controls: tuple[FieldControl, ...]
    """The controls of the form."""
    problem: Finding | None
    """The error that kept the page or the form from being made."""
    findings: tuple[FindingFact, ...] = ()
    snippets: tuple[SnippetFact, ...] = ()
    hidden: dict[int, dict[str, str]] = {}
    """Cell number to its hidden parts, each part to how it is hidden (`fold` or `remove`)."""
    words: int = 0
    minutes: int = 0
    """Reading time."""
    title: str = ""
    date: str = ""
    """ISO 8601."""
    slug: str = ""
    excerpt: str = ""
    """Short text that lists and other sites show below the title."""
    path: str = ""
    """Path of the page, relative to the site root."""
    address: str = ""
    """Public URL of the page; empty if the blog has no `base_url`."""
    card: str = ""
    """Path of the share card, relative to the site root; empty if there is none."""
    card_note: str = ""
    """Reason why there is no share card to show."""
    freshness: Freshness = Freshness()


def facts_of(
    place: NotebookPlace,
    notebook: Notebook | Finding,
    page: LivePage | Finding,
    memo: Memo,
    publication: Publication | None = None,
) -> PanelState:
    """Return the panel's state for a notebook and its page, or for the findings that explain why there is none.

    `memo` caches per-cell results between calls; `publication` is what readers have.
    """
    try:
        return _facts(place, notebook, page, memo.call, publication)
    finally:
        memo.evict_unused()


def _facts(
    place: NotebookPlace,
    notebook: Notebook | Finding,
    page: LivePage | Finding,
    call: Memoizer,
    publication: Publication | None,
) -> PanelState:
    source, suggestions = place.source.name, suggestions_for(place)
    problem = page if isinstance(page, Finding) else None
    if isinstance(notebook, Finding):
        return PanelState(source, None, controls_of(None, None, suggestions), notebook, (_fact(notebook),))
    form = None
    try:
        form = read_form(notebook, source, files_around(place))
    except BlogtoolsError as error:
        problem = error.as_finding()
    unseen = _hidden(notebook, call)
    if isinstance(page, Finding):
        return PanelState(source, form, controls_of(form, None, suggestions), problem, (_fact(page),), hidden=unseen)
    post = page.post
    card, note = _card(place, page)
    return PanelState(
        source,
        form,
        controls_of(form, post, suggestions),
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
        freshness=freshness_of(place, notebook, page, publication),
    )


def _findings(place: NotebookPlace, page: LivePage, call: Memoizer) -> tuple[FindingFact, ...]:
    post = page.post
    plugins = plugins_of(place.blog)
    findings = with_checks(post.findings, check_post(post, call, plugins), plugins)
    findings = apply_levels((*findings, *_untrusted(place)), place.blog, post)
    clash = clash_of(place, post, page.path)
    if clash is not None:
        findings = (*findings, clash)
    facts = [_fact(finding, fixes) for finding, fixes in zip(findings, fixes_of(post, findings), strict=True)]
    # Most severe first, then in notebook order.
    return tuple(sorted(facts, key=lambda one: (SEVERITIES.index(one.severity), one.where.cell or 0)))


def _untrusted(place: NotebookPlace) -> tuple[Finding, ...]:
    """Return a note if the page is rendered without code of the blog's folder, because the blog is not trusted."""
    unused, file = unused_code(place.blog), place.blog.settings_file
    if not unused:
        return ()
    where = Where(file.name if file else "")
    return (Finding("untrusted-code", f"the page is shown without {unused}", where, TRUST_HINT, "note"),)


def _fact(finding: Finding, fixes: tuple[Fix, ...] = ()) -> FindingFact:
    return FindingFact(finding.slug, finding.message, finding.where, finding.hint, finding.severity, fixes)


def _hidden(notebook: Notebook, call: Memoizer) -> dict[int, dict[str, str]]:
    language = notebook_language(notebook)
    found = {cell.number: call(hidden_parts, cell, language) for cell in notebook.cells}
    return {number: parts for number, parts in found.items() if parts}


def _address(place: NotebookPlace, page: LivePage) -> str:
    home = place.blog.settings.home
    return home + page_url(page.path) if home else ""


def _card(place: NotebookPlace, page: LivePage) -> tuple[str, str]:
    """Return the path of the share card and, if there is none, the reason."""
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
        return "", "Drafts get no picture."
    return "", "" if settings.cards else "The blog draws no pictures: its setting `cards` is false."


NO_ADDRESS = "Shared links get a picture once the blog's settings have a `base_url`."
