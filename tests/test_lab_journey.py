"""From the card to the published page: a post is written in JupyterLab as its author does it, in each host.

With `--update-cases` it writes the pictures of the guide anew; else it looks whether they still show what is there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.lab_hosts import LabServer, host, lab_server
from tests.lab_page import PATIENCE, LabPage, lab_page
from tests.web import chromium

PICTURES = Path(__file__).parent.parent / "notebooks" / "jupyterlab"
"""The pictures of the guide."""
PATH = "notebooks/a-walk-8-00-am-in-the-rain.ipynb"
PLOT = """\
#| fig-cap: Kilometers on the days of a week.
from IPython.display import SVG

days = [3, 6, 2, 7, 5, 8, 4]
bars = "".join(
    f'<rect x="{20 + 50 * day}" y="{170 - 18 * km}" width="32" height="{18 * km}" fill="#2a6f77"/>'
    for day, km in enumerate(days)
)
SVG(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 180" width="380" height="180">{bars}</svg>')"""


APPEND = """(panel, text) => {
  const cell = panel.content.model.cells.get(1).sharedModel;
  cell.setSource(cell.getSource() + text);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all hosts."""
    with chromium() as browser:
        yield browser


@pytest.fixture(params=["lab-4.2", "lab", "notebook"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A new blog, served by a host; the newest JupyterLab below a path, as JupyterHub serves it."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Rain and shine"\nbase_url = "https://blog.example.org/"\n')
    with lab_server(host(request.param), folder, base_url="/user/ada/" if request.param == "lab" else "/") as running:
        yield running


def test_a_post_is_written_and_published(server: LabServer, browser: Browser, request: pytest.FixtureRequest) -> None:
    """Card, cells, preview, form, a finding mended, published: the page has the heading that was just typed."""
    is_lab = server.host.name != "notebook"
    pictures = Pictures(server.host.name == "lab", update=request.config.getoption("--update-cases"))
    with lab_page(browser, server) as lab:
        begin(lab, is_lab=is_lab, pictures=pictures)
        if not is_lab:
            # Notebook opens what is made in a tab of its own.
            lab.page.wait_for_load_state("networkidle")
            lab.assert_quiet()
            lab.open(PATH, kernel=True)
            lab.run("blogtools:preview")
        else:
            lab.run("application:toggle-left-area")  # A toolbar that is too narrow hides its last buttons.
        page = lab.page
        page.set_viewport_size({"width": 1500, "height": 940})
        frame = page.frame_locator(".blogtools-preview iframe")
        expect(frame.locator("h1")).to_have_text("A walk: 8:00 AM / in the rain")

        lab.type_in_cell(1, "## 8:00 AM / a start\n\nIt rained, and I *walked*.")
        expect(frame.locator("h2")).to_have_text("8:00 AM / a start")
        lab.in_notebook("(panel, source) => panel.content.model.cells.get(2).sharedModel.setSource(source)", PLOT)
        lab.run_cell(1)
        lab.run_cell(2)
        expect(frame.locator("figcaption")).to_have_text("Kilometers on the days of a week.")
        pictures.take(lab, "preview", frame.locator("figure img, figure svg").first)
        if pictures.is_on:
            fold_input(lab, pictures)

        lab.run("blogtools:show-post-panel")
        panel = page.locator(".blogtools-post-panel")
        panel.get_by_label("Description").fill("Seven days of walking, most of them in the rain.")
        expect(page.locator(".jp-Notebook .jp-Cell").first).to_contain_text("description: Seven days of walking")
        assert "title: 'A walk: 8:00 AM / in the rain'" in lab.cell_source(0)
        pictures.take(lab, "panel", panel.get_by_label("Description"), (600, 900))

        (server.root / "notebooks/dot.png").write_bytes(dot())
        # As it is pasted: of each key there would be another file that is not there.
        lab.in_notebook(APPEND, "\n\n![](dot.png)")
        lab.type_in_cell(1, "\n\n## Noon: what I saw")
        finding = panel.locator(".blogtools-item", has_text="dot.png").first
        finding.get_by_role("button", name="Describe it").click()
        finding.get_by_role("textbox").fill("A dot, for a drop of rain")
        pictures.take(lab, "finding", finding.get_by_role("textbox"), (600, 420))
        page.keyboard.press("Enter")
        expect(frame.get_by_alt_text("A dot, for a drop of rain")).to_be_attached()
        assert "![A dot, for a drop of rain](dot.png)" in lab.cell_source(1)

        page.locator('.jp-Toolbar-item[data-jp-item-name="blogtools-publish"]:visible').click()
        toast = page.locator(".Toastify__toast").filter(has_text="Built here: A walk: 8:00 AM / in the rain")
        expect(toast).to_be_visible(timeout=PATIENCE)
        expect(panel).to_contain_text("Yes, and up to date.")
        pictures.take(lab, "published", toast, (600, 420))
        html = (server.root / "_site/a-walk-8-00-am-in-the-rain/index.html").read_text(encoding="utf-8")
        for words in (
            "Noon: what I saw<a",
            "A dot, for a drop of rain",
            "Seven days of walking",
            "<figcaption>Kilometers",
        ):
            assert words in html
        lab.assert_quiet()
    pictures.compare()


def begin(lab: LabPage, *, is_lab: bool, pictures: Pictures) -> None:
    """From the launcher's card, or in Notebook from its menu's command, to a notebook."""
    page = lab.page
    if is_lab:
        page.locator('.jp-LauncherCard[data-category="Blog"]').click()
    else:
        page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:new-post')")
    dialog = page.locator(".blogtools-dialog")
    dialog.get_by_label("Title").fill("A walk: 8:00 AM / in the rain")
    dialog.get_by_label("Tags").fill("walks, rain")
    expect(dialog).to_contain_text("/a-walk-8-00-am-in-the-rain/")
    pictures.take(lab, "new-post", dialog.locator(".jp-Dialog-content"), (720, 560))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    if is_lab:
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
        )


def fold_input(lab: LabPage, pictures: Pictures) -> None:
    """By the menu at the cell, and shown again."""
    page = lab.page
    lab.run("blogtools:cell-visibility", {"part": "source", "value": "fold"})
    expect(page.locator(".blogtools-badge")).to_have_text("input folded")
    page.locator('.jp-Cell.jp-mod-active [data-jp-item-name="blogtools-readers"]').click()
    pictures.take(lab, "cell", page.locator(".lm-Menu-item", has_text="Fold Input"), (860, 760))
    page.locator(".lm-Menu-item", has_text="Show Input").click()
    expect(page.locator(".blogtools-badge")).to_have_count(0)


def dot() -> bytes:
    """A picture."""
    stream = io.BytesIO()
    Image.new("RGB", (24, 24), "#2a6f77").save(stream, "PNG")
    return stream.getvalue()


class Pictures:
    """The pictures of the guide: taken while the journey goes on, then kept or compared."""

    MOST = 12
    """Percent by which a picture may differ from the one in the guide, both made small: fonts are not the same
    everywhere, but a dialog that looks otherwise or a panel that is not there make more."""

    def __init__(self, is_on: bool, *, update: bool) -> None:  # noqa: FBT001 - only one host makes pictures
        self.is_on = is_on
        self._update = update
        self._taken: dict[str, bytes] = {}

    def take(self, lab: LabPage, name: str, shown: Locator, size: tuple[int, int] | None = None) -> None:
        """Take a picture once something is in sight: of the whole page, or of that and what is around it."""
        if not self.is_on:
            return
        shown.scroll_into_view_if_needed()
        lab.page.wait_for_timeout(400)  # What was typed is saved, what moves has come to rest.
        clip = around(lab.page, shown, *size) if size else None
        self._taken[name] = lab.page.screenshot(clip=clip)

    def compare(self) -> None:
        """Each picture shows what the guide shows."""
        for name, data in self._taken.items():
            path = PICTURES / f"{name}.png"
            if self._update:
                path.parent.mkdir(exist_ok=True)
                small = Image.open(io.BytesIO(data)).convert("P", palette=Image.Palette.ADAPTIVE, colors=128)
                small.save(path, optimize=True)
                continue
            assert path.is_file(), f"{path} is missing: pytest --update-cases {Path(__file__).name}"
            difference = unlike(path.read_bytes(), data)
            assert difference < self.MOST, f"{path} differs by {difference:.0f} %: look, and pytest --update-cases"


def around(page: Page, shown: Locator, width: int, height: int) -> FloatRect:
    """A part of the window with something in its middle, or as near to that as the window's edges allow."""
    box, window = shown.bounding_box(), page.viewport_size
    assert box
    assert window
    left = box["x"] + box["width"] / 2 - width / 2
    top = box["y"] + box["height"] / 2 - height / 2
    x, y = max(0, min(left, window["width"] - width)), max(0, min(top, window["height"] - height))
    return {"x": round(x), "y": round(y), "width": width, "height": height}


def unlike(one: bytes, other: bytes) -> float:
    """How much two pictures differ when they are made small, in percent of black from white."""
    small = [Image.open(io.BytesIO(data)).convert("L").resize((56, 36)) for data in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*small)).mean[0]) / 2.55


def test_pictures_of_other_things_are_told_apart() -> None:
    """A picture without the panel is not taken for one with it."""
    files = {path.stem: path.read_bytes() for path in PICTURES.glob("*.png")}
    assert len(files) == 6
    assert unlike(files["preview"], files["new-post"]) > Pictures.MOST
    assert unlike(files["preview"], files["preview"]) == 0
