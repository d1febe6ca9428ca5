"""What the panel tells: the form, findings with their fixes, snippets, freshness, what the blog calls things."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.content.discover import Source
from blogtools.content.neighbors import blog_context
from blogtools.edit.alternative_text import CellImage, images
from blogtools.edit.front_matter import MetadataForm
from blogtools.errors import BlogtoolsError, Finding
from blogtools.live import fixes
from blogtools.live.draft import Draft
from blogtools.live.edits import AltEdit, Edit, FieldsEdit, OptionEdit, TagEdit, change_of
from blogtools.live.facts import PanelState, facts_of
from blogtools.live.form import FieldControl
from blogtools.live.freshness import Publication, built_files
from blogtools.live.membership import membership_of
from blogtools.live.page import LivePage, NotebookPlace, RenderCache, files_around, live_page, notebook_of
from blogtools.live.suggestions import suggestions_for
from blogtools.memo import Memo
from blogtools.model import Cell, Notebook
from blogtools.publish import publish
from blogtools.publish.folder import Folder
from tests.conftest import make_cell, make_notebook
from tests.drafts import OUTPUTS, Editor, blog

TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"  # noqa: S105 - a token that opens nothing
FRONT = "---\ntitle: A week of tides\ndate: 2026-03-02\ntags: [sea]\n---"
Cells = tuple[str | tuple[str, str] | dict[str, Any], ...]


def draft_of(*cells: str | tuple[str, str] | dict[str, Any], front: str = FRONT) -> tuple[Editor, Draft]:
    """A draft of a metadata cell and other cells."""
    editor = Editor([make_cell(cell) for cell in cells])
    editor.front = {**editor.front, "source": front}
    return editor, Draft().after(editor.update())


def look(place: NotebookPlace, draft: Draft) -> tuple[Notebook, LivePage | Finding]:
    """A draft as a notebook, and the page that it makes, or why there is none."""
    notebook = notebook_of(place, draft)
    try:
        return notebook, live_page(place, draft, RenderCache())
    except BlogtoolsError as error:
        return notebook, error.as_finding()


def tell(place: NotebookPlace, *cells: str | tuple[str, str] | dict[str, Any], front: str = FRONT) -> PanelState:
    """The facts of a draft."""
    return facts_of(place, *look(place, draft_of(*cells, front=front)[1]), Memo())


def control(facts: PanelState, name: str) -> FieldControl:
    """The control of a field."""
    return next(one for one in facts.controls if one.name == name)


def code(source: str, count: int | None = 1, **more: Any) -> dict[str, Any]:
    """A code cell that was run, or was not."""
    return {"cell_type": "code", "source": source, "execution_count": count, **more}


def test_the_post_is_told(tmp_path: Path) -> None:
    """What the metadata say and where, and what the page makes of it."""
    facts = tell(blog(tmp_path), "The harbor rises and falls.")
    form = facts.form
    assert isinstance(form, MetadataForm)
    assert ("A week of tides", "2026-03-02", ["sea"], None) == tuple(
        form.fields[name] for name in ("title", "date", "tags", "slug")
    )
    assert {"title": "cell 1", "date": "cell 1", "tags": "cell 1"} == form.places
    assert (1, None, "notebooks/draft.ipynb") == (form.cell, facts.problem, facts.source)
    assert ("A week of tides", "2026-03-02", "draft") == (facts.title, facts.date, facts.slug)
    assert ("The harbor rises and falls.", 5, 1) == (facts.excerpt, facts.words, facts.minutes)
    assert ("draft/index.html", "https://blog.example.org/draft/") == (facts.path, facts.address)


def test_the_form_has_a_control_for_each_field(tmp_path: Path) -> None:
    """In order, with what counts where nothing is said, and where else something is said."""
    facts = tell(blog(tmp_path), "The harbor rises and falls.", front="---\ntitle: Tides\npermalink: /x/ebb/\n---")
    names = ["title", "date", "draft", "tags", "categories", "series", "description", "slug", "image", "aliases"]
    assert names == [one.name for one in facts.controls if one.name in names]
    kinds = ["text", "date", "flag", "names", "names", "text", "text", "text", "text", "lines"]
    assert kinds == [one.kind for one in facts.controls if one.name in names]
    told = {one.name: (one.placeholder, one.help) for one in facts.controls}
    assert ("Tides", "") == told["title"]
    assert ("2014-11-17 08:00", "A day, or a day and a time") == told["date"]
    assert ("The harbor rises and falls.", "The first paragraph, as shown") == told["description"]
    assert ("ebb", "") == told["slug"]
    assert ("Such as dot.png", "") == told["image"]
    assert ("/old/address/", "Redirect here, one on each line") == told["aliases"]
    assert ("tag", "category") == (control(facts, "tags").one, control(facts, "categories").one)
    assert control(facts, "categories").is_hidden
    broken = tell(blog(tmp_path), "Text", front="---\ntitle: [\n---")
    assert broken.form is None
    assert [one.name for one in facts.controls] == [one.name for one in broken.controls]


def test_what_the_notebook_itself_says_is_told(tmp_path: Path) -> None:
    """Without metadata, the title and the date that the page has are known all the same."""
    facts = tell(blog(tmp_path), "# Tides\n\n## 2026-03-05 A storm", front="")
    assert isinstance(facts.form, MetadataForm)
    assert (None, None) == (facts.form.fields["title"], facts.form.fields["date"])
    assert ("Tides", "2026-03-05") == (facts.title, facts.date)


def test_findings_come_by_gravity_and_place(tmp_path: Path) -> None:
    """Errors before warnings before notes, and each from top to bottom."""
    facts = tell(blog(tmp_path), "TODO one", "![](dot.png)", ("code", f't = "{TOKEN}"'), "TODO two")
    expected = [("error", "secret", 4), ("warning", "unfinished", 2), ("warning", "unfinished", 5)]
    assert [*expected, ("note", "missing-alt", 3)] == [
        (one.severity, one.slug, one.where.cell) for one in facts.findings
    ]


@pytest.mark.parametrize(
    ("cells", "front", "slug", "asks", "edit"),
    [
        pytest.param(
            ("![](dot.png)\n\n![x](dot.png) ![](dot.png) ![](dot.png)",),
            FRONT,
            "missing-alt",
            "text",
            [AltEdit(2, 0), AltEdit(2, 2), AltEdit(2, 3)],
            id="images-of-markdown",
        ),
        pytest.param(
            (code("draw()", outputs=OUTPUTS[1:2]),),
            FRONT,
            "missing-alt",
            "text",
            [OptionEdit(2, "alt", "")],
            id="image-of-code",
        ),
        pytest.param(
            (code("plt.title('Rain')", outputs=OUTPUTS[1:2]),),
            FRONT,
            "missing-alt",
            "text",
            [OptionEdit(2, "alt", "Figure of Rain")],
            id="image-of-code-with-a-draft",
        ),
        pytest.param(
            ("![x](dot.png) ![dot.png](dot.png)\n\n![](dot.png) ![image](dot.png)",),
            FRONT,
            "vague-alt",
            "text",
            [AltEdit(2, 1), AltEdit(2, 3)],
            id="vague-texts",
        ),
        pytest.param(
            (code("f()", outputs=[{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}]),),
            FRONT,
            "traceback",
            "",
            [TagEdit(2, "raises-exception")],
            id="traceback",
        ),
        pytest.param((code(f't = "{TOKEN}"'),), FRONT, "secret", "", [TagEdit(2, "redact")], id="secret"),
        pytest.param(
            ("Text",), "---\nslug: A_Week\n---", "slug", "", [FieldsEdit({"slug": "a-week"})], id="slug-not-fit"
        ),
        pytest.param(("TODO",), FRONT, "unfinished", "", [], id="nothing-to-click"),
        pytest.param(("Text",), f"---\ntitle: {TOKEN}\n---", "secret", "", [], id="secret-metadata"),
    ],
)
def test_fixes_mend(cells: Cells, front: str, slug: str, asks: str, edit: list[Edit], tmp_path: Path) -> None:
    """Each finding has its own fix, and when all were made, none of them is left."""
    place = blog(tmp_path)
    editor, draft = draft_of(*cells, front=front)
    found = [one for one in facts_of(place, *look(place, draft), Memo()).findings if one.slug == slug]
    assert found
    offered = [fix for one in found for fix in one.fixes]
    assert edit == [fix.edit for fix in offered]
    assert {asks} >= {fix.asks for fix in offered}
    for fix in offered:
        said = msgspec.convert(msgspec.to_builtins(fix.edit) | {"text": "A dot", "value": "A dot"}, Edit)
        change = change_of(notebook_of(place, draft), place.source.name, files_around(place), said)
        for one in change.cells:
            changed = {} if one.source is None else {"source": one.source}
            changed |= {} if one.metadata is None else {"metadata": one.metadata}
            if one.cell == 1:
                editor.front = {**editor.front, **changed}
            else:
                name, cell = editor.cells[one.cell - 2]
                editor.cells[one.cell - 2] = (name, {**cell, **changed})
        draft = draft.after(editor.update())
    left = [one for one in facts_of(place, *look(place, draft), Memo()).findings if one.slug == slug]
    assert (not offered) == bool(left)


def test_a_cell_is_searched_once_for_all_of_its_fixes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell of thousands of images is found to be one, however many of them have no description."""
    searched = []

    def search(cell: Cell) -> tuple[CellImage, ...]:
        searched.append(cell.number)
        return images(cell)

    monkeypatch.setattr(fixes, "images", search)
    facts = tell(blog(tmp_path), "![](https://example.org/a.png)\n\n" * 9, "![image](https://example.org/b.png)")
    found = [fix.edit for one in facts.findings for fix in one.fixes]
    assert [*(AltEdit(2, image) for image in range(9)), AltEdit(3, 0)] == found
    assert [2, 3] == searched


def test_findings_of_other_notebooks_have_no_fix(tmp_path: Path) -> None:
    """What is wrong in an embedded cell cannot be mended here."""
    place = blog(tmp_path)
    output = {"output_type": "stream", "name": "stdout", "text": TOKEN}
    cell = code("#| label: leak\nprint(token)", outputs=[output])
    (place.source.path.parent / "leak.ipynb").write_text(json.dumps(make_notebook("# Leak", cell)))
    facts = tell(place, "{{< embed leak.ipynb#leak >}}")
    assert [()] == [one.fixes for one in facts.findings if one.slug == "secret"]


def test_metadata_that_cannot_be_read(tmp_path: Path) -> None:
    """There is no form, and the place of the mistake is known; cells are told about all the same."""
    facts = tell(blog(tmp_path), code("1", metadata={"tags": ["remove-cell"]}), front="---\ntitle: [a\n---")
    assert facts.form is None
    assert facts.problem is not None
    assert ("is not valid YAML", 1) == (facts.problem.message.partition(":")[0], facts.problem.where.cell)
    assert [facts.problem.message] == [one.message for one in facts.findings]
    assert {2: {"cell": "remove"}} == facts.hidden
    assert "" == facts.path


def test_a_page_that_cannot_be_made(tmp_path: Path) -> None:
    """Metadata that can be read are shown in the form, where they can be mended."""
    facts = tell(blog(tmp_path), "Text", front="---\nslug: '!!!'\n---")
    assert isinstance(facts.form, MetadataForm)
    assert "!!!" == facts.form.fields["slug"]
    assert facts.problem is not None
    assert [facts.problem.message] == [one.message for one in facts.findings]


def test_what_is_no_notebook(tmp_path: Path) -> None:
    """What cannot be decoded is a problem, and nothing else."""
    problem = Finding("notebook", "is none", severity="error")
    facts = facts_of(blog(tmp_path), problem, problem, Memo())
    assert (None, problem) == (facts.form, facts.problem)
    assert ["is none"] == [one.message for one in facts.findings]


def test_snippets_and_hidden_parts(tmp_path: Path) -> None:
    """Named cells with what they need, and only those; and what readers do not see of each cell."""
    facts = tell(
        blog(tmp_path),
        code("import numpy as np"),
        code("#| snippet: zeros\n#| echo: false\nnp.zeros(3)"),
        code("2", metadata={"tags": ["hide-output"]}),
    )
    (snippet,) = facts.snippets
    assert ("zeros", 3, ("numpy",)) == (snippet.name, snippet.cell, snippet.dependencies)
    assert "import numpy as np" in snippet.setup
    assert "np.zeros(3)" in snippet.source
    assert "# /// script" in snippet.program
    assert {3: {"source": "remove"}, 4: {"output": "fold"}} == facts.hidden


@pytest.mark.parametrize(
    ("counts", "not_run", "out_of_order"),
    [
        pytest.param([], (), (), id="no-code"),
        pytest.param([1, 2, 5], (), (), id="in-order"),
        pytest.param([None, None], (2, 3), (), id="nothing-was-run"),
        pytest.param([1, None, 2], (3,), (), id="one-was-not"),
        pytest.param([3, 1, 4, 2], (), (3, 5), id="out-of-order"),
    ],
)
def test_code_is_fresh_or_not(
    counts: list[int | None], not_run: tuple[int, ...], out_of_order: tuple[int, ...], tmp_path: Path
) -> None:
    """Execution counts tell; empty cells count for nothing."""
    facts = tell(blog(tmp_path), *(code("1", count) for count in counts), code(" \n", None))
    fresh = facts.freshness
    assert (len(counts), not_run, out_of_order) == (fresh.code, fresh.not_run, fresh.out_of_order)


def save(place: NotebookPlace, editor: Editor) -> None:
    """Write a draft to its file."""
    cells = [editor.front, *(cell for _, cell in editor.cells)]
    place.source.path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))


def published(place: NotebookPlace, draft: Draft) -> str:
    """How the built page, which counts as published here, compares with the one of a draft."""
    publication = Publication("a folder", built_files(place))
    fresh = facts_of(place, *look(place, draft), Memo(), publication).freshness
    assert fresh.built == fresh.published
    return fresh.published


def test_the_published_page_is_compared(tmp_path: Path) -> None:
    """Never built; built as it stands; and older, be it the text, a tag, or that it is a draft now."""
    place = blog(tmp_path)
    editor, draft = draft_of("## Notes\n\n![dot](dot.png) [other](other.ipynb)")
    assert "never" == published(place, draft)
    save(place, editor)
    convert(place.blog, (), Options())
    assert "same" == published(place, draft)
    (place.source.path.parent / "third.ipynb").write_text(json.dumps(make_notebook("# Another neighbor")))
    convert(place.blog, (), Options())
    assert "same" == published(place, draft)
    for cells, front in (
        (["## Notes\n\nmore"], FRONT),
        ([editor.cells[0][1]], FRONT.replace("sea", "harbor")),
        ([editor.cells[0][1]], FRONT.replace("title:", "draft: true\ntitle:")),
    ):
        assert "older" == published(place, draft_of(*cells, front=front)[1])


def test_the_order_of_keys_is_no_change(tmp_path: Path) -> None:
    """Jupyter saves JSON with its keys in order, and the editor has them as the kernel sent them; pages show both."""
    place = blog(tmp_path)
    data = {"application/json": {"b": {"d": 1, "c": 2.0}, "a": 3}, "text/plain": "{}"}
    output = {"output_type": "display_data", "metadata": {}, "data": data, "transient": {"display_id": "x"}}
    editor, draft = draft_of(code("show()", 1, metadata={"trusted": True}, outputs=[output]))
    cells = [editor.front, *(cell for _, cell in editor.cells)]
    saved = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    saved = json.loads(json.dumps(saved, sort_keys=True))
    del saved["cells"][1]["outputs"][0]["transient"], saved["cells"][1]["metadata"]["trusted"]
    place.source.path.write_text(json.dumps(saved))
    convert(place.blog, (), Options())
    _, page = look(place, draft)
    assert isinstance(page, LivePage)
    assert not (tmp_path / "_site" / page.path).read_bytes().startswith(page.content[: page.placeholders.body_end])
    assert "same" == published(place, draft)
    data["application/json"]["a"] = 4  # type: ignore[index]
    assert "older" == published(place, draft_of(code("show()", 1, outputs=[output]))[1])


@pytest.mark.parametrize(
    ("folder", "settings", "membership"),
    [
        pytest.param("notebooks", True, "blog", id="a post"),
        pytest.param("notes", True, "outside", id="elsewhere in the blog"),
        pytest.param("_site", True, "outside", id="in the output"),
        pytest.param("notes", False, "none", id="no blog"),
    ],
)
def test_a_notebook_is_in_a_blog_or_not(tmp_path: Path, folder: str, membership: str, *, settings: bool) -> None:
    """A build of the blog includes it only if it is."""
    place = blog(tmp_path)
    if not settings:
        (tmp_path / "blogtools.toml").unlink()
    path = tmp_path / folder / "draft.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(make_notebook("# A")))
    source = msgspec.structs.replace(place.source, path=path)
    place = msgspec.structs.replace(place, blog=find_blog(path.parent), source=source)
    assert membership_of(place, now=True) == membership == tell(place, "Text").freshness.membership


def test_anchors_of_the_past_make_no_page_older(tmp_path: Path) -> None:
    """A published page also has the anchors that its headings had before; the draft knows nothing of them."""
    place = blog(tmp_path)
    for heading in ("## First words", "## Other words"):
        editor, draft = draft_of(f"{heading}\n\nText")
        save(place, editor)
        publish(place.blog, Folder(tmp_path / "public"))
    convert(place.blog, (), Options())
    assert b'<span id="first-words"></span>' in (tmp_path / "_site/draft/index.html").read_bytes()
    assert "same" == published(place, draft)


def test_elsewhere_nothing_is_known_of_publishing(tmp_path: Path) -> None:
    """Of contents that are no files of this machine there is no output folder, nor are there other posts."""
    place = msgspec.structs.replace(blog(tmp_path), on_disk=False)
    facts = tell(place, "Text")
    assert ("unknown", "unknown") == (facts.freshness.built, facts.freshness.published)
    assert () == control(facts, "tags").choices


@pytest.mark.parametrize(
    ("front", "base_url", "card", "note"),
    [
        pytest.param("title: A", True, "assets/card-", "", id="drawn"),
        pytest.param("image: dot.png", True, "draft/", "", id="own"),
        pytest.param("image: dot.png", False, "draft/", "", id="own-without-address"),
        pytest.param("title: A", False, "", "Shared links get a picture once", id="no-address"),
        pytest.param("draft: true", True, "", "Drafts get no picture", id="draft"),
        pytest.param("image: https://example.org/a.png", True, "", "The picture is elsewhere: https", id="elsewhere"),
        pytest.param("image: /a.png", True, "", "The picture is a file of the site: /a.png", id="of-the-site"),
    ],
)
def test_the_card(front: str, base_url: bool, card: str, note: str, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    """The picture that is shared is a file of the page; where there is none, the reason is told."""
    place = blog(tmp_path)
    if not base_url:
        (tmp_path / "blogtools.toml").write_text('title = "Blog"\n')
        found = find_blog(tmp_path)
        place = NotebookPlace(found, place.source, blog_context(found, place.source))
    draft = draft_of("Text", front=f"---\n{front}\n---")[1]
    notebook, page = look(place, draft)
    assert isinstance(page, LivePage)
    facts = facts_of(place, notebook, page, Memo())
    assert facts.card.startswith(card)
    assert bool(card) == (facts.card in page.files)
    assert facts.card_note.startswith(note)
    assert bool(note) == bool(facts.card_note)


def notebooks(folder: Path, **posts: str) -> None:
    """Write posts by name, each of its front matter; they are some time old, so that their stamps prove something."""
    for name, front in posts.items():
        path = folder / f"{name}.ipynb"
        path.write_text(json.dumps(make_notebook(("raw", f"---\n{front}\n---"), "Text")))
        os.utime(path, (1_700_000_000, 1_700_000_000 + len(front)))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NotebookPlace:
    """The place of a draft, from which each look at the other posts is a new one."""
    for module in ("suggestions", "clash"):
        monkeypatch.setattr(f"blogtools.live.{module}.{module.upper()}_LIFETIME", 1e-6)
    return blog(tmp_path)


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(lambda _: None, id="openings"),
        pytest.param(lambda place: convert(place.blog, (), Options()), id="last-build"),
    ],
)
def test_suggestions(prepare: Callable[[NotebookPlace], object], place: NotebookPlace) -> None:
    """What most posts use comes first; a post that cannot be read says nothing; a changed one is read again."""
    folder = place.source.path.parent
    notebooks(folder, a="tags: [sea, wind]\nseries: Log", b="tags: [sea]\ncategories: [field]", c="title: [")
    prepare(place)
    found = suggestions_for(place)
    assert {"tags": ("sea", "wind"), "categories": ("field",), "series": ("Log",)} == found.terms
    notebooks(folder, b="tags: [wind, dunes]")
    assert ("wind", "dunes", "sea") == suggestions_for(place).terms["tags"]


@pytest.mark.parametrize("build", [False, True], ids=["openings", "last-build"])
@pytest.mark.parametrize("permalink", ["/{slug}/", "/{year}/{slug}/"], ids=["slug", "date"])
def test_an_address_that_another_post_has_is_told(permalink: str, place: NotebookPlace, *, build: bool) -> None:
    """At the slug, with the name of the other; a build of this post alone would write over its page."""
    settings = place.blog.root / "blogtools.toml"
    settings.write_text(f"{settings.read_text()}permalink = '{permalink}'\n")
    found = find_blog(place.blog.root)
    place = NotebookPlace(found, place.source, blog_context(found, place.source))
    notebooks(place.source.path.parent, tides="title: Tides\ndate: 2026-01-01")
    if build:
        convert(place.blog, (), Options())

    def told(front: str) -> list[tuple[str, int | None, int | None]]:
        findings = [one for one in tell(place, "Text", front=f"---\n{front}\n---").findings if one.severity == "error"]
        return [(one.message.partition(":")[0], one.where.cell, one.where.line) for one in findings]

    clash = "has the same address as notebooks/tides.ipynb"
    assert [(clash, 1, 3)] == told("date: 2026-03-02\nslug: Tides")
    assert [] == told("date: 2026-03-02\nslug: tides-2")
    notebooks(place.source.path.parent, tides="title: Tides\ndate: 2026-01-01\nslug: ebb")
    assert [] == told("date: 2026-03-02\nslug: tides")


def test_suggested_pictures(place: NotebookPlace) -> None:
    """Those beside the notebook and in the folders there, not what is hidden or something else."""
    folder = place.source.path.parent
    for name in ("b.PNG", "note.txt", ".hidden.png", "img/c.webp", "img/deep/d.png", ".git/e.png", "_site/f.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    assert ("b.PNG", "dot.png", "img/c.webp") == suggestions_for(place).pictures


def test_without_settings_only_the_folder_is_looked_at(tmp_path: Path) -> None:
    """A notebook may lie anywhere, in a home folder for example, which nobody searches for posts."""
    (tmp_path / "below").mkdir()
    notebooks(tmp_path, a="tags: [here]")
    notebooks(tmp_path / "below", b="tags: [there]")
    found = find_blog(tmp_path)
    source = Source(tmp_path / "draft.ipynb", "draft.ipynb", tmp_path)
    assert ("here",) == suggestions_for(NotebookPlace(found, source, blog_context(found, source))).terms["tags"]


def test_facts_are_remembered_and_stay_the_same(tmp_path: Path) -> None:
    """With what was found before, the facts are those that are found from nothing."""
    place, memo = blog(tmp_path), Memo()
    editor, draft = draft_of("![](dot.png)", code(f"print('{TOKEN}')"), "TODO")
    for change in ("![](dot.png) ![](dot.png)", "TODO", "## Fine"):
        editor.edit("edit", 0, make_cell(change), "")
        draft = draft.after(editor.update())
        seen = look(place, draft)
        assert facts_of(place, *seen, Memo()) == facts_of(place, *seen, memo)
