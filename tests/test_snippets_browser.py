"""Snippets in a real browser, with a real Pyodide."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from blogtools import read_post
from blogtools.build.executor import theme_for
from blogtools.build.post.page import render
from blogtools.build.task import Job
from blogtools.config import BlogConfig, Settings
from blogtools.content.load import naming_of
from blogtools.content.order import current_time
from blogtools.model import Post, Snippet
from blogtools.render.targets import HTML, SINGLE_FILE, Target
from blogtools.site.lists import write_theme
from blogtools.store.output import Destination
from tests.conftest import make_notebook
from tests.web import chromium, npm_package

PYODIDE = "pyodide@314.0.7"
MINUTE = 60_000
"""Milliseconds; Pyodide takes two seconds to start where nothing else runs."""

SQUARES = (
    "squares = [n * n for n in range(FIRST, 5)]\nfor square in squares:\n    print('square', square)\nsum(squares)"
)
TABLE = """\
class Table:
    def _repr_html_(self):
        return "<table><tr><td>cell</table><script>parent.document.title = 'changed'</script>"

Table()"""
# The package has only the standard library: what draws is a stand-in that writes the smallest picture there is.
PLOTS = """\
import base64, sys, types
pyplot = types.ModuleType("matplotlib.pyplot")
open_figures = {}
class Figure:
    dpi = 100
    def savefig(self, file, **options):
        file.write(base64.b64decode(PNG))
pyplot.get_fignums = lambda: list(open_figures)
pyplot.figure = lambda number: open_figures.setdefault(number, Figure())
pyplot.close = lambda which: open_figures.clear()
sys.modules["matplotlib.pyplot"] = pyplot
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR42mNoYPjPwAAABgEBgL1JX9cAAAAASUVORK5CYII="
pyplot.figure(7)
"""
CELLS = {
    "squares": ("print('from before')\nFIRST = 2", SQUARES),
    "again": ("", "'squares' in globals()"),
    "table": ("", TABLE),
    "figures": (PLOTS, "pyplot.figure(1); pyplot.figure(2);"),
}


@pytest.fixture(scope="module")
def pyodide() -> Path:
    """The folder of Pyodide, downloaded once for all runs of the tests."""
    return npm_package(PYODIDE)


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    """A post whose code cells are all named."""
    output = {"output_type": "stream", "name": "stdout", "text": "square 4\nsquare 9\nsquare 16\n"}
    code = [
        {"cell_type": "code", "source": source, "outputs": [output] if name == "squares" else []}
        for name, (_, source) in CELLS.items()
    ]
    notebook = tmp_path_factory.mktemp("blog") / "numbers.ipynb"
    notebook.write_text(json.dumps(make_notebook("# Numbers", *code)), encoding="utf-8")
    snippets = tuple(
        Snippet(name, number, "python", setup, source, f"{setup}\n{source}\n", in_browser=True)
        for number, (name, (setup, source)) in enumerate(CELLS.items(), 2)
    )
    return msgspec.structs.replace(read_post(notebook), snippets=snippets)


def publish(post: Post, folder: Path, target: Target, pyodide: str) -> Path:
    """Write the post's page, with Pyodide where the setting says, and all that belongs to it."""
    job = Job(BlogConfig(folder, Settings(pyodide=pyodide)), target, folder, {}, current_time("UTC"))
    site = Destination(folder)
    page = render(job, post, target.path(naming_of(post)), theme_for(job), {})
    for asset in page.assets:
        site.write(target.asset_path(page.path, post.slug, asset.name), asset.data)
    site.write(page.path, page.content)
    if target == HTML:
        write_theme(job.blog, site)
    return folder / page.path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, post: Post, pyodide: Path) -> Path:
    """A blog of this post, that has Pyodide beside it."""
    folder = tmp_path_factory.mktemp("site")
    publish(post, folder, HTML, "lib/pyodide")
    (folder / "lib").mkdir()
    (folder / "lib/pyodide").symlink_to(pyodide)
    return folder


class Handler(SimpleHTTPRequestHandler):
    """A server as any host of static files is one."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def end_headers(self) -> None:
        """Pyodide's own server, too, lets every page have it."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def url(site: Path) -> Iterator[str]:
    """The address of the post."""
    with ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/numbers/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[Page]:
    """The post, in which every error of a script is a failure."""
    context = browser.new_context()
    context.set_default_timeout(MINUTE)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(url)
    yield page
    context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def visit(browser: Browser, url: str) -> Iterator[Page]:
    """One visit for most tests, for Pyodide takes seconds to start."""
    with opened(browser, url) as page:
        yield page


@pytest.fixture
def page(visit: Page) -> Page:
    """The post as it is before anything was run."""
    visit.set_viewport_size({"width": 1000, "height": 900})
    resets = visit.get_by_role("button", name="Reset")
    while resets.count():
        resets.first.click()
    return visit


def cell(page: Page, name: str) -> Locator:
    """The cell of a snippet."""
    return page.locator(".cell", has=page.locator(f"#{name}"))


def run_button(place: Locator) -> Locator:
    """Run, or Run again."""
    return place.get_by_role("button", name=re.compile("^Run"))


def run(page: Page, name: str, code: str | None = None, status: str = "Done") -> Locator:
    """Run a snippet, with other code if given; returns what it shows when it has come to its end."""
    place = cell(page, name)
    if code is not None:
        if not place.get_by_role("textbox").count():
            run(page, name)
        place.get_by_role("textbox").fill(code)
    run_button(place).click()
    expect(place.get_by_role("status")).to_contain_text(status, timeout=MINUTE)
    return place.locator(".live")


def test_a_snippet_runs_and_can_be_changed(page: Page, url: str) -> None:
    """Nothing is asked for before the click; the saved output stays, and what the setup printed is not shown."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    top = url.removesuffix("numbers/")
    names = sorted(re.sub(r"\.\w{8}\.", ".", request.removeprefix(top)) for request in requests)
    assert names == ["assets/favicon.svg", "assets/run.js", "assets/script.js", "assets/style.css", "numbers/"]
    requests.clear()

    live = run(page, "squares")
    assert f"{top}lib/pyodide/pyodide.mjs" in requests
    assert live.locator(".output-stdout").inner_text() == "square 4\nsquare 9\nsquare 16\n"
    assert live.locator(".output-text").inner_text() == "29"
    assert "from before" not in live.inner_text()
    saved = cell(page, "squares").locator(".outputs").first
    assert saved.inner_text() == "square 4\nsquare 9\nsquare 16\n"
    assert cell(page, "squares").locator(".live-label").all_inner_texts()[0] == "Saved output"

    code = "import sys\nprint(FIRST, 'changed')\nprint('careful', file=sys.stderr)\n'new' * 2"
    live = run(page, "squares", code)
    assert live.locator(".output-stdout").inner_text() == "2 changed\n"
    assert live.locator(".output-stderr").inner_text() == "careful\n"
    assert live.locator(".output-text").inner_text() == "'newnew'"


def test_each_run_starts_anew(page: Page) -> None:
    """What another snippet has defined is not there, though one worker runs both."""
    run(page, "squares")
    assert run(page, "again").locator(".output-text").inner_text() == "False"
    assert len(page.workers) == 1


def test_an_error_shows_its_traceback(page: Page) -> None:
    """From the reader's own code on, with its lines; what was printed before it stays."""
    live = run(page, "squares", "print('so far')\ndef divide():\n    return 1 / 0\ndivide()", "Failed")
    assert live.locator(".output-stdout").inner_text() == "so far\n"
    trace = live.locator(".output-error").inner_text()
    assert trace.startswith('Traceback (most recent call last):\n  File "squares", line 4, in <module>\n    divide()')
    assert trace.strip().endswith("ZeroDivisionError: division by zero")
    live = run(page, "squares", "1 +", "Failed")
    assert live.locator(".output-error").inner_text().strip().endswith("SyntaxError: invalid syntax")


def test_an_endless_loop_can_be_stopped(page: Page) -> None:
    """What it printed is cut, what waits for it comes next, and it can run again."""
    place = cell(page, "squares")
    run(page, "squares")
    place.get_by_role("textbox").fill("while True:\n    print('on and on')")
    place.get_by_role("button", name="Run again").click()
    expect(place.locator(".live .output-stdout")).to_contain_text("the rest is not shown")
    run_button(cell(page, "again")).click()
    expect(cell(page, "again").get_by_role("status")).to_contain_text("Waiting")
    place.get_by_role("button", name="Stop").click()
    expect(place.get_by_role("status")).to_have_text("Stopped")
    expect(place.get_by_role("button", name="Stop")).to_have_count(0)
    expect(place.get_by_role("button", name="Run again")).to_be_focused()
    expect(cell(page, "again").get_by_role("status")).to_contain_text("Done", timeout=MINUTE)
    assert run(page, "squares", "'alive'").locator(".output-text").inner_text() == "'alive'"


def test_the_editor_serves_the_keyboard(page: Page) -> None:
    """Tab and Enter indent, Ctrl+Enter runs, and Escape gives Tab back."""
    run(page, "again")
    field = cell(page, "again").get_by_role("textbox", name="Code of again")
    field.fill("")
    field.press_sequentially("if True:\nx = 1\nprint('x is', x)")
    field.press("Home")
    field.press("Tab")
    assert field.input_value() == "if True:\n    x = 1\n        print('x is', x)"
    field.press("Shift+Tab")
    assert field.input_value() == "if True:\n    x = 1\n    print('x is', x)"
    assert cell(page, "again").locator(".editor pre").inner_text().rstrip("\n") == field.input_value()
    field.press("Control+Enter")
    expect(cell(page, "again").locator(".live .output-stdout")).to_have_text("x is 1\n")
    expect(field).to_be_focused()
    field.press("Escape")
    field.press("Tab")
    expect(field).not_to_be_focused()
    assert "Tab" in page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()


def test_reset_gives_back_what_the_post_says(page: Page) -> None:
    """The code, and the saved output alone."""
    place = cell(page, "squares")
    before = place.inner_text()
    run(page, "squares", "print('other')")
    place.get_by_role("button", name="Reset").click()
    assert place.inner_text() == before
    expect(run_button(place)).to_be_focused()
    assert "29" in run(page, "squares").inner_text()


def test_html_of_a_result_runs_no_script(page: Page) -> None:
    """It is shown in a frame as high as it is."""
    live = run(page, "table")
    frame = live.frame_locator("iframe")
    expect(frame.locator("td")).to_have_text("cell")
    height = frame.locator(".output").evaluate("element => element.offsetHeight")
    expect(live.locator("iframe")).to_have_css("height", f"{height}px")
    assert page.title() == "Numbers"


def test_open_figures_are_shown_after_the_run(page: Page) -> None:
    """As pictures, and only those of this run; a semicolon hides the last value."""
    live = run(page, "figures")
    images = live.locator(".output-image img")
    expect(images).to_have_count(2)
    images.first.evaluate("image => image.decode()")
    assert images.first.get_attribute("alt")
    assert live.locator(".output").count() == 2


def test_pyodide_that_is_not_there_is_told(browser: Browser, url: str) -> None:
    """And the next click tries again."""
    with opened(browser, url) as page:
        page.route("**/pyodide.mjs", lambda route: route.abort())
        live = run(page, "again", status="Python could not be started")
        assert "pyodide.mjs" in live.locator(".output-error").inner_text()
        page.unroute("**/pyodide.mjs")
        assert run(page, "again").locator(".output-text").inner_text() == "False"


def test_a_single_file_runs_from_the_disk(browser: Browser, url: str, post: Post, tmp_path: Path) -> None:
    """With Pyodide from a server; one on the disk is what browsers do not load, and that is said."""
    far = publish(post, tmp_path / "far", SINGLE_FILE, url.replace("numbers/", "lib/pyodide/pyodide.mjs"))
    with opened(browser, far.as_uri()) as page:
        assert run(page, "squares").locator(".output-text").inner_text() == "29"
    near = publish(post, tmp_path / "near", SINGLE_FILE, "lib/pyodide")
    with opened(browser, near.as_uri()) as page:
        live = run(page, "squares", status="Python could not be started")
        assert "a web server would help" in live.inner_text()


def test_the_program_can_be_copied_and_downloaded(page: Page) -> None:
    """Both give the whole file, to the letter."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    program = "\n".join(CELLS["squares"])
    cell(page, "squares").get_by_role("button", name="Copy runnable").click()
    assert page.evaluate("navigator.clipboard.readText()") == program
    with page.expect_download() as download:
        cell(page, "squares").get_by_role("link", name="Download .py").click()
    assert download.value.suggested_filename == "squares.py"
    assert download.value.path().read_text(encoding="utf-8") == program + "\n"


def test_without_scripts_nothing_is_dead(browser: Browser, url: str) -> None:
    """The program is there to read, and no button does nothing."""
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(url)
    assert plain.get_by_role("button").count() == 0
    plain.get_by_text("Whole program").first.click()
    expect(plain.locator(".snippet-program code").first).to_be_visible()
    expect(plain.locator(".snippet-program code").first).to_contain_text("from before")
    plain.context.close()


@pytest.mark.parametrize("width", [320, 360, 1000])
def test_no_part_is_wider_than_the_window(page: Page, width: int) -> None:
    """Long lines scroll inside the editor and its outputs."""
    page.set_viewport_size({"width": width, "height": 800})
    run(page, "squares", f"text = '{'long ' * 60}'\nprint(text)\n1 / 0  # {'long ' * 60}", "Failed")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
