"""The live preview as an author has it: beside the notebook, in the browser, while there is written."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, expect

from tests.conftest import WriteNotebook
from tests.drafts import PNG
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import SHOWN, LabPage, lab_page
from tests.web import chromium

FRAME = ".blogtools-preview:not(.lm-mod-hidden) iframe"
POST = (
    ("raw", "---\ntitle: A walk / in the rain\ntags: [walks]\n---"),
    "## Morning\n\nTea with a note[^1].",
    ("code", "6 * 7"),
    "## Evening\n\nWords at night.",
)

FIND = "const preview = [...window.jupyterapp.shell.widgets('main')].find((widget) => widget.bar && widget.isVisible);"
SHOWS = """(path) => {
  %s
  return preview?.panel?.context.path === path && preview.post.digest && preview.page.querySelector('main');
}""" % (FIND,)  # noqa: UP031 - braces are the script's
SETTLED = """async () => {
  %s
  await preview.post.settled();
}""" % (FIND,)  # noqa: UP031 - likewise
WHOLE = """async () => {
  %s
  await preview.post.settled();
  const model = preview.panel.content.model;
  const update = { order: [], cells: {}, metadata: model.sharedModel.metadata, base: 0 };
  for (const cell of model.cells) {
    update.order.push(cell.id);
    update.cells[cell.id] = cell.toJSON();
  }
  const base = JSON.parse(document.getElementById('jupyter-config-data').textContent).baseUrl;
  const response = await fetch(`${base}blogtools/preview`, {
    method: 'POST',
    headers: { 'X-XSRFToken': document.cookie.match(/_xsrf=([^;]+)/)[1] },
    body: JSON.stringify({ id: `whole-${Math.random()}`, path: preview.post.notebookPath, update }),
  });
  const { parts } = await response.json();
  const plain = (page) => {
    const root = page.documentElement.cloneNode(true);
    const comments = page.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    const gone = [...root.querySelectorAll('script')];
    while (comments.nextNode()) gone.push(comments.currentNode);
    for (const node of gone) node.remove();
    for (const name of ['data-theme', 'data-blogtools-active', 'open']) {
      for (const node of [root, ...root.querySelectorAll(`[${name}]`)]) node.removeAttribute(name);
    }
    root.normalize();
    return root;
  };
  const shown = plain(preview.page);
  const whole = plain(new DOMParser().parseFromString(parts.join(''), 'text/html'));
  return shown.isEqualNode(whole) ? null : [shown.outerHTML, whole.outerHTML];
}""" % (FIND,)  # noqa: UP031 - likewise
TOPS = """() => {
  %s
  const notebook = preview.panel.content;
  const scroller = notebook.node.querySelector('.jp-WindowedPanel-outer') ?? notebook.node;
  const top = scroller.getBoundingClientRect().top;
  const cell = notebook.widgets.findIndex(
    ({ node }) => node.isConnected && node.getBoundingClientRect().bottom > top + 1
  );
  const blocks = [...preview.page.querySelectorAll('[data-cell]')];
  const block = blocks.find((block) => block.getBoundingClientRect().bottom > 1);
  return { notebook: cell, page: Number(block.dataset.cell) - 1, scrollY: preview.frame.contentWindow.scrollY };
}""" % (FIND,)  # noqa: UP031 - likewise

REMEMBERED = """async (workspace) => {
  const answer = await fetch(`/lab/api/workspaces/${workspace}`);
  const { data } = answer.ok ? await answer.json() : { data: {} };
  const [name, state] = Object.entries(data).find(([name]) => name.startsWith('blogtools-preview:')) ?? [];
  const layout = JSON.stringify(data['layout-restorer:data'] ?? null);
  return state?.data.isPinned && state.data.device === 'phone' && layout.includes(name) && layout.includes('Two.ipynb');
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A blog in the newest JupyterLab."""
    with lab_server(host("lab"), make_blog(tmp_path_factory.mktemp("previewed"))) as running:
        yield running


def make_blog(folder: Path) -> Path:
    """An empty blog."""
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Rain"\nbase_url = "https://example.org/"\ncards = false\n')
    return folder


@pytest.fixture(scope="module")
def lab(server: LabServer, browser: Browser) -> Iterator[LabPage]:
    """One page of JupyterLab, in which each test opens a notebook of its own."""
    with lab_page(browser, server) as lab:
        yield lab


def shown(lab: LabPage, path: Path) -> FrameLocator:
    """Open a notebook, and its preview; give the page."""
    name = path.relative_to(lab.server.root).as_posix()
    lab.run("docmanager:open", {"path": name})
    lab.page.wait_for_function(SHOWN, arg=name)
    lab.run("blogtools:preview")
    lab.page.wait_for_function(SHOWS, arg=name)
    return lab.page.frame_locator(FRAME)


def assert_whole(lab: LabPage) -> None:
    """The page is what a window would show that sees the notebook for the first time."""
    differing = lab.page.evaluate(WHOLE)
    assert differing is None, f"shown:\n{differing[0]}\n\nwhole:\n{differing[1]}"


def set_source(lab: LabPage, index: int, source: str) -> None:
    """Give a cell another source, as if it was pasted."""
    code = "(panel, [index, source]) => panel.content.model.cells.get(index).sharedModel.setSource(source)"
    lab.in_notebook(code, [index, source])


def in_page(lab: LabPage, script: str) -> Any:
    """Evaluate an expression about `page`, the document of the preview, and its window `view`."""
    return lab.page.evaluate(
        f"() => {{ {FIND} const {{ page }} = preview, view = page.defaultView; return {script}; }}"
    )


def await_page(lab: LabPage, script: str) -> None:
    """Wait until an expression as for `in_page` is true; JupyterLab hides all while it changes its theme."""
    inner = f"const {{ page }} = preview, view = page.defaultView; return {script};"
    lab.page.wait_for_function(f"() => {{ {FIND} if (!preview) return false; {inner} }}")


def test_notebook_and_page_scroll_together(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """The side that the hand is on leads; cells that JupyterLab has not drawn yet are found, too."""
    texts = [f"## Hour {hour}\n\n" + f"It rained in hour {hour}. " * (5 + hour % 7 * 20) for hour in range(70)]
    path = write_notebook(server.root / "notebooks/long.ipynb", ("raw", "---\ntitle: Long\n---"), *texts, **KERNEL)
    frame = shown(lab, path)
    page = lab.page
    expect(frame.locator("h2").last).to_have_text("Hour 69")

    def wheel(selector: str, distance: int) -> None:
        """Turn the wheel over one side, and wait until both show the same cell."""
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        before = page.evaluate(TOPS)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.wheel(0, distance)
        changed = "before => { const now = (%s)(); return now.page !== before.page && now.page === now.notebook; }"
        page.wait_for_function(changed % TOPS, arg=before)

    notebook = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"
    for distance in (700, 3000, 9000, -2000):
        wheel(notebook, distance)
    for distance in (-900, -5000, 6000):
        wheel(FRAME, distance)
    # Neither side answers the other's answer.
    before = page.evaluate(TOPS)
    page.wait_for_timeout(300)
    assert before == page.evaluate(TOPS)

    # The author's own click and keys: the page shows that cell, and then stands still.
    frame.get_by_text("It rained in hour 30.").first.click()
    assert 31 == lab.in_notebook("panel => panel.content.activeCellIndex")
    expect(frame.locator("[data-blogtools-active]")).to_have_attribute("data-cell", "32")
    # Under load the focus moves after the click, and the editor is drawn after the key: keys before that are lost.
    page.wait_for_function("() => document.activeElement.closest('.jp-Notebook')")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Notebook .jp-Cell.jp-mod-active .cm-content")).to_be_focused()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("Yes")
    expect(frame.locator("[data-cell='32'] p")).to_contain_text("Yes")
    box = frame.locator("[data-cell='32'] h2").bounding_box()
    page.keyboard.type(", and so on.\n\nAnd on.")
    expect(frame.locator("[data-cell='32'] p").last).to_have_text("And on.")
    assert box == frame.locator("[data-cell='32'] h2").bounding_box()
    expect(frame.locator("[data-cell='32'] p").last).to_be_in_viewport()


def test_each_edit_is_on_the_page(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """After cells are moved, cut, pasted, split, merged and brought back, the page is that of the notebook."""
    other = {
        "cell_type": "code",
        "source": "#| label: area\n4",
        "outputs": [{"output_type": "stream", "name": "stdout"}],
    }
    other["outputs"][0]["text"] = "embedded words\n"  # type: ignore[index]
    write_notebook(server.root / "notebooks/embedded.ipynb", "# Embedded", other, **KERNEL)
    output = {"output_type": "stream", "name": "stdout", "text": "forty-two\n"}
    cells = [*POST[:2], {"cell_type": "code", "source": "6 * 7", "outputs": [output]}, POST[3]]
    frame = shown(lab, write_notebook(server.root / "notebooks/edited.ipynb", *cells, **KERNEL))

    set_source(lab, 3, "## Morning\n\nAgain.\n\n[^1]: The note.\n\n### Later\n\n#### Late\n\nOver.")
    expect(frame.locator("nav.toc")).to_contain_text("Later")
    expect(frame.locator("h2#morning-2, h2#morning-1")).to_have_count(1)
    expect(frame.locator(".footnotes")).to_contain_text("The note.")
    assert_whole(lab)
    lab.select_cell(3)
    lab.run("notebook:insert-cell-below")
    lab.run("notebook:change-cell-to-markdown")
    set_source(lab, 4, "{{< embed embedded.ipynb#area >}}")
    expect(frame.locator("body")).to_contain_text("embedded words")
    assert_whole(lab)
    lab.select_cell(1)
    lab.run("notebook:move-cell-down")
    lab.run("notebook:move-cell-down")
    expect(frame.locator("[data-cell]").first).to_contain_text("forty-two")
    assert_whole(lab)
    lab.run("notebook:cut-cell")
    expect(frame.locator("body")).not_to_contain_text("Tea with")
    lab.select_cell(0)
    lab.run("notebook:paste-cell-below")
    expect(frame.locator("[data-cell='2']")).to_contain_text("Tea with")
    assert_whole(lab)
    lab.run("notebook:paste-cell-below")
    expect(frame.locator("h2", has_text="Morning")).to_have_count(3)
    assert_whole(lab)
    lab.in_notebook(
        """async (panel) => {
          panel.content.mode = 'edit';
          panel.content.activeCell.rendered = false;
          await panel.content.activeCell.ready;
          panel.content.activeCell.editor.setCursorPosition({ line: 2, column: 4 });
        }"""
    )
    lab.run("notebook:split-cell-at-cursor")
    expect(frame.locator("[data-cell='4']")).to_have_text("with a note1.")
    assert_whole(lab)
    lab.run("notebook:merge-cell-above")
    expect(frame.locator("[data-cell='3'] p")).to_have_count(2)
    assert_whole(lab)
    lab.run("notebook:delete-cell")
    lab.run("notebook:undo-cell-action")
    lab.run("notebook:undo-cell-action")
    assert_whole(lab)
    lab.run("notebook:clear-all-cell-outputs")
    expect(frame.locator("body")).not_to_contain_text("forty-two")
    assert_whole(lab)


DOT = "![A dot](dot.svg)"
DIAGRAM = "```mermaid\n%%%%| fig-alt: Rain\nflowchart TD\n  A[%s] --> B[Tide]\n```"
THEOREM = "::: {#thm-%s}\n## %s\nIt is.\n:::"
TABS = '=== "Wind"\n\n    North.\n\n=== "%s"\n\n    South.'
FIRST = (
    (f"{DOT}{{#fig-dot}}\n\nAs @fig-dot, @thm-odd.", "[data-cell='2'] a", ["Figure 1", "Theorem 1"]),
    ("As [@rain2020] says.", "[data-cell='3'] a[href='#ref-rain2020']", ["Rain 2020"]),
    (TABS % "Rain", "summary", ["Wind", "Rain"]),
    ("> [!TIP] Mind\n> the tide", ".callout-tip .callout-title", ["Mind"]),
    (DIAGRAM % "Rain", "figure.diagram .node", ["Rain", "Tide"]),
    (THEOREM % ("odd", "Odd"), "#thm-odd", ["Theorem 1 (Odd)."]),
)
"""The source of each cell, and what the page has then."""
THEN = (
    (f"{DOT}{{#fig-first}}\n\n{DOT}{{#fig-dot}}\n\nAs @fig-dot.", "[data-cell='2'] a", ["Figure 2"]),
    ("As [@sun] says.", "[data-cell='3'] a[href='#ref-sun']", ["Sun 1999"]),
    (TABS % "Snow", "summary", ["Wind", "Snow"]),
    ("> [!WARNING] Look out\n> the tide", ".callout-warning .callout-title", ["Look out"]),
    (DIAGRAM % "Snow", "figure.diagram .node", ["Snow", "Tide"]),
    (THEOREM % ("even", "Even"), "#thm-even", ["Theorem 1 (Even)."]),
)
WORKS = """
@book{rain2020, author = {Ada Rain}, title = {On Rain}, year = 2020}
@book{sun, author = {Sol Sun}, title = {Light}, year = 1999}
"""


def test_marks_of_other_tools_follow_each_edit(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """References, citations, tabs, callouts, diagrams and theorems, without loading the page anew."""
    folder = server.root / "notebooks"
    (folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (folder / "works.bib").write_text(WORKS)
    meta = ("raw", "---\ntitle: Marks\nbibliography: works.bib\n---")
    frame = shown(lab, write_notebook(folder / "marks.ipynb", meta, *["Nothing yet"] * len(FIRST), **KERNEL))
    in_page(lab, "view.isTheSame = true")
    for number, (source, _, _) in enumerate(FIRST, 1):
        set_source(lab, number, source)
    for _, selector, texts in FIRST:
        expect(frame.locator(selector)).to_have_text(texts)
    for number, (source, selector, texts) in enumerate(THEN, 1):
        set_source(lab, number, source)
        expect(frame.locator(selector)).to_have_text(texts)
    assert in_page(lab, "view.isTheSame") is True
    assert_whole(lab)


def test_output_comes_as_it_streams(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """And what is typed meanwhile comes, too."""
    loop = """\
import time
from pathlib import Path

for number in range(4000):
    print("line", number, flush=True)
    if number > 300 and Path("stop").exists():
        break
    time.sleep(0.005)
print("The loop", "is over.")
Path("drawn.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>')"""
    path = write_notebook(
        server.root / "notebooks/streamed.ipynb", "# Streams", ("code", loop), "![drawn](drawn.svg)", **KERNEL
    )
    frame = shown(lab, path)
    lab.page.wait_for_function(
        "path => [...window.jupyterapp.shell.widgets('main')].find(panel => panel.context?.path === path)"
        ".sessionContext.session?.kernel?.status === 'idle'",
        arg="notebooks/streamed.ipynb",
    )
    lab.select_cell(1)
    lab.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-cell')")
    output = frame.locator("[data-cell='2']")
    expect(output).to_contain_text("line 20\n")
    lab.type_in_cell(2, "\n\nTyped meanwhile.")
    expect(frame.locator(".post-body p").last).to_have_text("Typed meanwhile.")
    expect(output).not_to_contain_text("The loop is over.")
    expect(output).to_contain_text("line 300\n")
    (path.parent / "stop").touch()
    expect(output).to_contain_text("The loop is over.")
    # The cell drew what another cell shows.
    expect(frame.get_by_alt_text("drawn")).to_have_js_property("naturalWidth", 30)
    assert_whole(lab)


def test_what_a_reader_does_stays(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """What is selected and opened on the page, while other cells change; light or dark, wide or narrow."""
    fold = "<details><summary>More</summary>\n\nFolded words.\n\n</details>"
    frame = shown(lab, write_notebook(server.root / "notebooks/read.ipynb", *POST, fold, **KERNEL))
    page = lab.page
    frame.get_by_text("More").click()
    expect(frame.get_by_text("Folded words.")).to_be_visible()
    frame.get_by_text("Words at night.").dblclick(position={"x": 8, "y": 12})
    words = in_page(lab, "String(view.getSelection())")
    assert words.strip() == "Words"
    lab.type_in_cell(1, "\n\n## Noon\n\nMore tea.")
    expect(frame.locator("nav.toc")).to_contain_text("Noon")
    set_source(lab, 2, "print(1)")
    expect(frame.locator("[data-cell='3']")).to_contain_text("print(1)")
    assert words == in_page(lab, "String(view.getSelection())")
    expect(frame.get_by_text("Folded words.")).to_be_visible()

    bar = page.locator(".blogtools-preview:not(.lm-mod-hidden) .blogtools-bar")
    for device, width in (("phone", 390), ("tablet", 768)):
        bar.get_by_role("button", name=f"As on a {device}").click()
        await_page(lab, f"view.innerWidth === {width}")
        assert in_page(lab, "page.documentElement.scrollWidth") == width
    wide = in_page(lab, "page.querySelector('.post-body').getBoundingClientRect().width")
    bar.get_by_role("button", name="As on a phone").click()
    await_page(lab, "view.innerWidth === 390")
    assert wide > in_page(lab, "page.querySelector('.post-body').getBoundingClientRect().width")
    bar.get_by_role("button", name="As on a desktop").click()

    background = (
        "view.getComputedStyle(page.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).every((one) => one > 128)"
    )
    assert in_page(lab, background)
    lab.run("apputils:change-theme", {"theme": "JupyterLab Dark"})
    await_page(lab, f"!{background}")
    look = bar.get_by_role("button", name="Light or dark")
    look.click()
    assert in_page(lab, background)  # Forced to be light,
    look.click()
    assert not in_page(lab, background)  # or dark;
    lab.run("apputils:change-theme", {"theme": "JupyterLab Light"})
    await_page(lab, "document.body.dataset.jpThemeLight === 'true'")
    assert not in_page(lab, background)
    look.click()
    assert in_page(lab, background)  # or as JupyterLab.


def test_keys_mean_what_they_mean_beside_the_page(
    lab: LabPage, server: LabServer, write_notebook: WriteNotebook
) -> None:
    """Saving saves the notebook; finding is the browser's, and finds."""
    path = write_notebook(server.root / "notebooks/keys.ipynb", *POST, **KERNEL)
    frame = shown(lab, path)
    set_source(lab, 3, "## Evening\n\nSaved from the page.")
    frame.get_by_text("Saved from the page.").wait_for()
    frame.locator(".site-footer").click()
    lab.page.keyboard.press("ControlOrMeta+s")
    lab.page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty",
    )
    assert "Saved from the page." in path.read_text()
    assert in_page(lab, "view.find('Saved from the', false, false, true)")
    in_page(lab, "page.addEventListener('keydown', (e) => setTimeout(() => (parent.taken = e.defaultPrevented)))")
    lab.page.keyboard.press("ControlOrMeta+f")
    lab.page.wait_for_function("() => window.taken === false")
    expect(lab.page.locator(".jp-DocumentSearch-overlay")).to_have_count(0)
    lab.page.keyboard.press("ControlOrMeta+Shift+C")
    expect(lab.page.locator(".lm-CommandPalette input")).to_be_focused()
    lab.page.keyboard.press("Escape")


def test_links_lead_to_their_places(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """A heading, a file, a page elsewhere; to another post is to its notebook, where its author writes on."""
    long = "Much rain. " * 900
    write_notebook(server.root / "notebooks/sub/goal.ipynb", "# A goal", long, "## A *place*", long, **KERNEL)
    (server.root / "notebooks/data.csv").write_text("a,b\n")
    links = (
        "[below](#evening) [goal](sub/goal.ipynb#a-place) [file](data.csv) [outside](https://example.org/x) "
        "[not](javascript:0)"
    )
    path = write_notebook(server.root / "notebooks/linked.ipynb", POST[0], links, long, *POST[3:], **KERNEL)
    frame = shown(lab, path)
    page = lab.page
    page.context.route("https://example.org/**", lambda route: route.fulfill(body="elsewhere"))
    frame.get_by_text("below").click()
    expect(frame.locator("#evening")).to_be_in_viewport()
    with page.expect_popup() as popup:
        frame.get_by_text("outside").click()
    assert "https://example.org/x" == popup.value.url
    assert popup.value.evaluate("window.opener") is None
    popup.value.close()
    lab.outside.clear()
    with page.context.expect_event("response", lambda response: response.url.endswith(".csv")) as file:
        frame.get_by_text("file", exact=True).click()
    assert (200, "text/csv; charset=utf-8") == (file.value.status, file.value.headers["content-type"])
    message = page.locator(".blogtools-preview:not(.lm-mod-hidden) .blogtools-message")
    frame.get_by_text("All posts").click()
    expect(message).to_contain_text("The preview shows only posts.")
    # Whoever comes back to the window, or saves a file, has not read it yet.
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.evaluate(SETTLED)
    expect(message).to_contain_text("The preview shows only posts.")
    frame.get_by_text("below").click()
    expect(message).to_be_hidden()
    frame.get_by_text("All posts").click()
    expect(message).to_contain_text("The preview shows only posts.")
    # It opens beside its author's notebook, and not in front of the page, also if that was used last.
    page.locator(".lm-TabBar-tab", has_text="Preview: A walk").click()
    frame.get_by_text("goal", exact=True).click()
    page.wait_for_function(SHOWS, arg="notebooks/sub/goal.ipynb")
    expect(frame.locator("h1")).to_have_text("A goal")
    expect(frame.locator("h2#a-place")).to_be_in_viewport()
    expect(message).to_be_hidden()
    assert "notebooks/sub/goal.ipynb" == page.evaluate("window.jupyterapp.shell.currentWidget.context.path")


def test_a_mistake_in_the_metadata_is_told(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """With the way to it; the last good page stays."""
    frame = shown(lab, write_notebook(server.root / "notebooks/broken.ipynb", *POST, **KERNEL))
    set_source(lab, 0, "---\ntitle: A walk\ndate: yesterday\n---")
    message = lab.page.locator(".blogtools-preview:not(.lm-mod-hidden) .blogtools-message")
    expect(message).to_contain_text("date")
    expect(frame.locator("h1")).to_have_text("A walk / in the rain")
    message.get_by_role("button", name="Go to cell 1, line 3").click()
    lab.page.wait_for_function("() => document.activeElement?.closest('.jp-RawCell')")
    place = "panel => [panel.content.activeCellIndex, panel.content.activeCell.editor.getCursorPosition().line]"
    assert [0, 2] == lab.in_notebook(place)
    lab.page.keyboard.press("End")
    for _ in "yesterday":
        lab.page.keyboard.press("Backspace")
    lab.page.keyboard.type("2014-11-17")
    expect(message).to_be_hidden()
    expect(frame.locator("h1")).to_have_text("A walk")
    expect(frame.locator("time")).to_have_text("November 17, 2014")


def picture(color: str) -> bytes:
    """A picture of 30 by 20 pixels."""
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), color).save(stream, "PNG")
    return stream.getvalue()


def test_pictures_come_from_the_notebook_and_its_folder(
    lab: LabPage, server: LabServer, write_notebook: WriteNotebook
) -> None:
    """Also those that are there only later, or become others."""
    cell = {
        "cell_type": "markdown",
        "source": "![attached](attachment:a.png) ![beside](dot.png) ![later](later.png)",
        "attachments": {"a.png": {"image/png": PNG}},
    }
    (server.root / "notebooks/dot.png").write_bytes(picture("red"))
    frame = shown(lab, write_notebook(server.root / "notebooks/pictures.ipynb", "# Pictures", cell, **KERNEL))
    expect(frame.get_by_alt_text("attached")).to_have_js_property("naturalWidth", 1)
    expect(frame.get_by_alt_text("beside")).to_have_js_property("naturalWidth", 30)
    expect(frame.get_by_alt_text("later")).to_have_js_property("naturalWidth", 0)
    before = frame.get_by_alt_text("beside").get_attribute("src") or ""
    # Uploaded in JupyterLab; and made in a program beside it, from which the author comes back.
    lab.page.evaluate(
        """([path, content]) => window.jupyterapp.serviceManager.contents
          .save(path, { type: 'file', format: 'base64', content, name: 'later.png' }).then(() => null)""",
        ["notebooks/later.png", PNG],
    )
    expect(frame.get_by_alt_text("later")).to_have_js_property("naturalWidth", 1)
    (server.root / "notebooks/dot.png").write_bytes(picture("blue"))
    lab.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(frame.get_by_alt_text("beside")).not_to_have_attribute("src", before)
    expect(frame.get_by_alt_text("beside")).to_have_js_property("naturalWidth", 30)


def test_previews_follow_or_stay(lab: LabPage, server: LabServer, write_notebook: WriteNotebook) -> None:
    """One follows the active notebook; one that is pinned stays, and the next one is a tab beside it."""
    first = write_notebook(server.root / "notebooks/first.ipynb", "# First", **KERNEL)
    second = write_notebook(server.root / "notebooks/second.ipynb", "# Second", **KERNEL)
    frame = shown(lab, first)
    page = lab.page
    expect(frame.locator("h1")).to_have_text("First")
    page.evaluate(
        f"() => {{ {FIND} window.titles = []; preview.title.changed.connect((t) => window.titles.push(t.label)); }}"
    )
    pin = page.locator(".blogtools-preview:not(.lm-mod-hidden)").get_by_role("button", name="Stay with this")
    lab.run("docmanager:open", {"path": "notebooks/second.ipynb"})
    expect(frame.locator("h1")).to_have_text("Second")
    lab.run("docmanager:open", {"path": "notebooks/first.ipynb"})
    expect(frame.locator("h1")).to_have_text("First")
    # Nothing was shown of the second one before it was read.
    assert {"Preview: First", "Preview: Second"} == set(page.evaluate("window.titles"))
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    shown(lab, second)
    expect(frame.locator("h1")).to_have_text("Second")
    tabs = page.locator(".lm-TabBar:has([title='The page as it would be published']) .lm-TabBar-tab")
    expect(tabs).to_have_text(["Preview: First", "Preview: Second"])
    tabs.first.click()
    expect(frame.locator("h1")).to_have_text("First")
    # What is moved is loaded anew by the browser.
    page.evaluate(
        f"() => {{ {FIND} window.jupyterapp.shell.add(preview, 'main', "
        "{ mode: 'split-bottom', ref: preview.panel.id }); }"
    )
    for name, words in (("first", "First, edited"), ("second", "Second, edited")):
        lab.run("docmanager:open", {"path": f"notebooks/{name}.ipynb"})
        set_source(lab, 0, f"# {words}")
        preview = page.get_by_role("tabpanel", name=f"Preview: {words}")
        expect(preview.frame_locator("iframe").locator("h1")).to_have_text(words)
        lab.run("application:close", {})


@pytest.fixture(params=["lab-4.2", "lab"])
def each_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A blog in the oldest JupyterLab, and in the newest."""
    if request.param == "lab":
        yield request.getfixturevalue("server")
        return
    with lab_server(host(request.param), make_blog(tmp_path_factory.mktemp("previewed"))) as running:
        yield running


def test_a_preview_comes_back(each_server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """After JupyterLab was loaded anew, as it was; each of the doors to it opens one, again and again."""
    for title in ("One", "Two"):
        write_notebook(each_server.root / f"notebooks/{title}.ipynb", f"# {title}", **KERNEL)
    with lab_page(browser, each_server, "notebooks/One.ipynb", kernel=True) as lab:
        page = lab.page
        previews = page.locator(".blogtools-preview")
        frame = page.frame_locator(FRAME)
        for door in (by_button, by_menu, by_palette, by_shortcut):
            door(lab)
            expect(frame.locator("h1")).to_have_text("One")
            if door is not by_shortcut:
                page.locator(".lm-TabBar-tab", has_text="Preview: One").locator(".lm-TabBar-tabCloseIcon").click()
                expect(previews).to_have_count(0)
        previews.get_by_role("button", name="As on a phone").click()
        previews.get_by_role("button", name="Stay with this notebook").click()
        lab.run("docmanager:open", {"path": "notebooks/Two.ipynb"})
        page.wait_for_function(SHOWN, arg="notebooks/Two.ipynb")
        for _ in range(300):
            if page.evaluate(REMEMBERED, lab.workspace):
                break
            page.wait_for_timeout(100)
        lab.assert_quiet()
        page.goto(f"{each_server.url}lab/workspaces/{lab.workspace}")
        page.wait_for_function("window.jupyterapp")
        page.evaluate("window.jupyterapp.restored.then(() => null)")
        lab.errors.clear()  # What the page before it did not wait for.
        expect(frame.locator("h1")).to_have_text("One")
        expect(previews).to_have_count(1)
        for button in ("As on a phone", "Stay with this notebook"):
            expect(previews.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
        lab.assert_quiet()


def by_button(lab: LabPage) -> None:
    """Open a preview with the button above the notebook."""
    lab.page.locator('.jp-Toolbar-item[data-jp-item-name="blogtools-preview"]:visible').click()


def by_menu(lab: LabPage) -> None:
    """Open a preview with the entry of the menu."""
    lab.page.locator(".lm-MenuBar-item", has_text="File").click()
    lab.page.locator("#jp-mainmenu-file").get_by_text("Preview Post").click()


def by_palette(lab: LabPage) -> None:
    """Open a preview with the command palette."""
    lab.page.keyboard.press("ControlOrMeta+Shift+C")
    lab.page.keyboard.type("Preview Post")
    lab.page.keyboard.press("Enter")


def by_shortcut(lab: LabPage) -> None:
    """Open a preview with its keys."""
    lab.page.locator(".jp-Notebook .jp-Cell").first.click()
    lab.page.keyboard.press("ControlOrMeta+Alt+v")
