"""What goes wrong beside a post that is written: its preview and its panel say so or go on, and are never blank."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, TimeoutError, expect  # noqa: A004

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import PATIENCE, SHOWN, LabPage, lab_page
from tests.web import chromium

LONGEST_BODY = 22_000_000
"""Bytes of a request that the server takes: less than the project itself does, since JupyterLab is slow with more."""
SETTINGS = 'title = "Rain"\nbase_url = "https://example.org/"\ncards = false\n'
PANEL = "path => [...window.jupyterapp.shell.widgets('main')].find(panel => panel.context?.path === path)"
POST = "await import(performance.getEntriesByType('resource').find(one => one.name.endsWith('/js/post.js')).name)"
HELD = f"async panel => {{ window.held = new WeakRef(({POST}).openPost(panel)); return [window.held.deref().id] }}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a blog in it, and room beside it."""
    root = tmp_path_factory.mktemp("root")
    (root / "blog/notebooks").mkdir(parents=True)
    (root / "blog/blogtools.toml").write_text(SETTINGS)
    return root


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[LabServer]:
    """The newest JupyterLab."""
    with lab_server(host("lab"), root, extra_args=[f"--ServerApp.max_body_size={LONGEST_BODY}"]) as running:
        yield running


@pytest.fixture(scope="module")
def window(server: LabServer, browser: Browser) -> Iterator[LabPage]:
    """One page for all tests."""
    with lab_page(browser, server) as lab:
        yield lab


@pytest.fixture
def lab(window: LabPage) -> LabPage:
    """The page, in which nothing went wrong yet."""
    window.errors.clear()
    return window


def show(lab: LabPage, path: str) -> None:
    """Open a notebook, with its preview beside it and its panel."""
    lab.run("docmanager:open", {"path": path, "factory": "Notebook"})
    lab.page.wait_for_function(SHOWN, arg=path)
    lab.run("blogtools:preview")
    lab.run("blogtools:show-post-panel")


def close(lab: LabPage, path: str) -> None:
    """Close a notebook, and keep nothing of it."""
    code = "path => { const panel = (PANEL)(path); panel.context.model.dirty = false; panel.close(); }"
    lab.page.evaluate(code.replace("PANEL", PANEL), path)


def page_of(lab: LabPage) -> FrameLocator:
    """The page in the preview."""
    return lab.page.frame_locator(".blogtools-preview iframe")


def preview_says(lab: LabPage) -> Locator:
    """The preview's message."""
    return lab.page.locator(".blogtools-preview .blogtools-message")


def panel_says(lab: LabPage) -> Locator:
    """The post panel's message."""
    return lab.page.locator(".blogtools-panel-message")


def expect_both(lab: LabPage, words: str) -> None:
    """The preview and the panel say something."""
    expect(preview_says(lab)).to_contain_text(words, timeout=PATIENCE)
    expect(panel_says(lab)).to_contain_text(words, timeout=PATIENCE)


def expect_page(lab: LabPage, words: str) -> None:
    """The page has words, and there is nothing to say."""
    expect(page_of(lab).locator("main")).to_contain_text(words, timeout=PATIENCE)
    expect(preview_says(lab)).to_be_hidden(timeout=PATIENCE)
    expect(panel_says(lab)).to_be_hidden(timeout=PATIENCE)
    expect(lab.page.locator(".blogtools-preview iframe")).not_to_have_class(re.compile("loading"), timeout=PATIENCE)


def publish(lab: LabPage, words: str) -> None:
    """Publish the post; what is told has words in it."""
    lab.page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:publish-post')")
    expect(lab.page.locator(".Toastify__toast").filter(has_text=words)).to_be_visible(timeout=PATIENCE)


def assert_only(lab: LabPage, *patterns: str) -> None:
    """Nothing went wrong in the page but this."""
    known = (*patterns, "Could not restore the debugger state")  # JupyterLab's own, of kernels that are no more
    lab.errors = [line for line in lab.errors if not any(re.search(one, line) for one in known)]
    lab.assert_quiet()


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """A file that nobody can write, whoever runs the tests."""
    path.chmod(0o444)
    # Permissions do not keep root from anything.
    is_root = os.access(path, os.W_OK)
    if is_root:
        done = subprocess.run(["chattr", "+i", path], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("root may write everywhere, and files of this system cannot be made immutable")
    try:
        yield
    finally:
        if is_root:
            subprocess.run(["chattr", "-i", path], check=True)


def test_the_notebook_goes_elsewhere(lab: LabPage, root: Path, write_notebook: WriteNotebook) -> None:
    """Its kernel dies, it is renamed, moved, deleted and closed: what shows it follows, or tells about another one."""
    posts = root / "blog/notebooks"
    write_notebook(posts / "first.ipynb", "# First", "One.", **KERNEL)
    write_notebook(posts / "a.ipynb", "# A", "One.", ("code", "import os; print(os.getpid())"), **KERNEL)
    show(lab, "blog/notebooks/first.ipynb")
    show(lab, "blog/notebooks/a.ipynb")
    expect_page(lab, "One.")
    lab.page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
    )
    lab.run_cell(2)
    output = page_of(lab).locator(".cell-code pre", has_text=re.compile(r"^\s*\d+\s*$"))
    os.kill(int(output.inner_text(timeout=PATIENCE)), signal.SIGKILL)
    lab.page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    lab.type_in_cell(1, " Two.")
    expect_page(lab, "One. Two.")

    names = lab.page.locator(".blogtools-bar-name, .blogtools-panel-name")
    rename = "([from, to]) => window.jupyterapp.serviceManager.contents.rename(from, to).then(() => null)"
    lab.page.evaluate(rename, ["blog/notebooks/a.ipynb", "blog/notebooks/b.ipynb"])
    expect(names).to_have_text(["b.ipynb", "b.ipynb"])
    lab.save()
    (posts / "b.ipynb").rename(posts / "moved.ipynb")
    lab.type_in_cell(1, " Three.")
    expect_page(lab, "One. Two. Three.")
    (posts / "moved.ipynb").unlink()
    publish(lab, "Built here: A")  # JupyterLab writes it anew.
    assert "Three." in (root / "blog/_site/b/index.html").read_text()
    assert_only(lab, r"404 .*/api/contents/blog/notebooks/b\.ipynb")

    held = lab.in_notebook(HELD)
    assert held
    lab.run("docmanager:delete-file", {"path": "blog/notebooks/b.ipynb"})
    expect(names).to_have_text(["first.ipynb", "first.ipynb"])
    expect(page_of(lab).locator("h1")).to_have_text("First")
    expect(panel_says(lab)).to_be_hidden()
    lab.page.context.new_cdp_session(lab.page).send("HeapProfiler.collectGarbage")
    assert lab.page.evaluate("window.held.deref() === undefined")
    close(lab, "blog/notebooks/first.ipynb")
    expect(preview_says(lab)).to_contain_text("The notebook was closed.")
    expect(panel_says(lab)).to_contain_text("Open a notebook")
    assert_only(lab)


def test_files_beside_the_notebook_are_broken(lab: LabPage, root: Path, write_notebook: WriteNotebook) -> None:
    """Settings or a template: the last page stays below the reason, and goes on by itself once that is mended."""
    settings, template = root / "blog/blogtools.toml", root / "blog/templates/post.html.j2"
    settings.write_text("title = 1\n")
    write_notebook(root / "blog/notebooks/settings.ipynb", "# Settings", "One.", **KERNEL)
    show(lab, "blog/notebooks/settings.ipynb")
    expect_both(lab, "blogtools.toml: `title` must be a quoted string, found 1")
    settings.write_text(SETTINGS)
    expect_page(lab, "One.")
    lab.type_in_cell(1, " Two.")
    expect_page(lab, "One. Two.")
    template.parent.mkdir()
    template.write_text('{% extends "default/post.html.j2" %}{% block')
    lab.type_in_cell(1, " Three.")
    lab.page.get_by_role("button", name="Trust This Blog …").click()
    lab.page.get_by_role("dialog").get_by_role("button", name="Trust", exact=True).click()
    expect_both(lab, "unexpected end of template")
    expect_both(lab, "templates/post.html.j2, line 1")
    expect(page_of(lab).locator("main")).to_contain_text("One. Two.")
    template.unlink()
    expect_page(lab, "One. Two. Three.")
    lab.save()
    # The panel asks again what it was refused, when the post is another one.
    assert_only(lab, r"422 .*/blogtools/(facts|published)")


def test_a_notebook_that_cannot_be_written(lab: LabPage, root: Path, write_notebook: WriteNotebook) -> None:
    """Its page follows what is typed; that readers get what its file has is said. It lies in no blog."""
    path = write_notebook(root / "beside/read.ipynb", "# Read", "One.", **KERNEL)
    with unwritable(path):
        show(lab, "beside/read.ipynb")
        lab.type_in_cell(1, " Two.")
        expect_page(lab, "One. Two.")
        lab.page.evaluate("() => void window.jupyterapp.commands.execute('blogtools:publish-post')")
        expect(lab.page.locator(".blogtools-dialog")).to_contain_text("“read.ipynb” is in no blog", timeout=PATIENCE)
        assert not (root / "beside/_site").exists()
        lab.page.get_by_role("button", name="Write Page").click()
        toast = lab.page.locator(".Toastify__toast")
        words = "Built here: Read. This is the file, which is read-only."
        expect(toast.filter(has_text=words)).to_be_visible(timeout=PATIENCE)
        assert "Two." not in (root / "beside/_site/read/index.html").read_text()
    assert_only(lab)


def test_a_large_notebook(lab: LabPage, root: Path, write_notebook: WriteNotebook) -> None:
    """Of 20 MB: its page comes, and follows each key; of more than the server takes: what to do is said, once."""
    pictures = [output("image/png", b64encode(os.urandom(300_000)).decode()) for _ in range(48)]
    text = output("text/plain", "".join(f"A line of a log, its number is {number}.\n" for number in range(40_000)))
    folder = root / "blog/notebooks"
    write_notebook(folder / "large.ipynb", "# Large", "One.", *pictures, text, **KERNEL)
    assert (folder / "large.ipynb").stat().st_size > 20_000_000
    show(lab, "blog/notebooks/large.ipynb")
    expect_page(lab, "its number is 39999.")
    lab.type_in_cell(1, " Two.")
    expect_page(lab, "One. Two.")
    close(lab, "blog/notebooks/large.ipynb")

    nothing = {"a": {"application/x-nothing": "A" * LONGEST_BODY}}
    lost = {"cell_type": "markdown", "source": "One.", "attachments": nothing}
    write_notebook(folder / "too-large.ipynb", "# Large", lost, **KERNEL)
    lab.errors.clear()
    show(lab, "blog/notebooks/too-large.ipynb")
    expect_both(lab, "The notebook has 23 MB, more than the server accepts in one request.")
    expect(preview_says(lab)).to_contain_text("ServerApp.max_body_size")
    lab.type_in_cell(0, " Two.")
    lab.in_notebook("panel => panel.content.model.sharedModel.deleteCell(1)")
    expect_page(lab, "Large Two.")
    refused = [line for line in lab.errors if "400 (Bad Request)" in line]
    assert 1 == len(refused), refused
    assert_only(lab, "400 .*/blogtools/preview")
    lab.save()


def output(kind: str, data: str) -> dict[str, Any]:
    """A code cell with an output."""
    shown = {"output_type": "display_data", "metadata": {}, "data": {kind: data}}
    return {"cell_type": "code", "source": "show()", "execution_count": 1, "outputs": [shown]}


def test_the_server_goes_and_comes_back(lab: LabPage, root: Path, write_notebook: WriteNotebook) -> None:
    """Killed, frozen, without its server part, and with another token: each is told in words of its own."""
    write_notebook(root / "blog/notebooks/one.ipynb", "# One", "One.", **KERNEL)
    write_notebook(root / "blog/notebooks/two.ipynb", "# Two", "Two.", **KERNEL)
    server, page = lab.server, lab.page
    show(lab, "blog/notebooks/two.ipynb")
    show(lab, "blog/notebooks/one.ipynb")
    expect_page(lab, "One.")
    server.send(signal.SIGSTOP)
    append(lab, " Frozen.")
    expect_both(lab, "The server has not answered yet …")
    server.send(signal.SIGCONT)
    expect_page(lab, "One. Frozen.")

    server.stop(signal.SIGKILL)
    append(lab, " Killed.")
    expect(preview_says(lab)).to_have_text("The server does not answer. Trying again … The page is as it was.")
    expect_both(lab, "The server does not answer. Trying again …")
    expect(page_of(lab).locator("main")).to_contain_text("One. Frozen.")
    bring_to_front(lab, "blog/notebooks/two.ipynb")
    expect(preview_says(lab)).to_have_text("The server does not answer. Trying again …")
    server.start()
    expect_page(lab, "Two.")
    assert_styled(lab)
    bring_to_front(lab, "blog/notebooks/one.ipynb")
    expect_page(lab, "One. Frozen. Killed.")
    assert_styled(lab)
    publish(lab, "Built here: One")
    assert "Killed." in (root / "blog/_site/one/index.html").read_text()

    arguments = server.extra_args
    server.extra_args = ["--ServerApp.jpserver_extensions={'blogtools.lab': False}"]
    server.restart()
    close_dialogs(lab)
    append(lab, " Without.")
    expect_both(lab, "The server extension of blogtools is not running. Enable it")
    expect(page.locator(".Toastify__toast").filter(has_text="The server extension of blogtools")).to_have_count(1)

    server.extra_args, server.token = arguments, "another"
    page.context.clear_cookies()
    server.restart()
    expect_both(lab, "You are no longer logged in.")
    bring_to_front(lab, "blog/notebooks/two.ipynb")
    expect_both(lab, "You are no longer logged in.")
    login = page.context.new_page()
    login.goto(f"{server.url}login?token={server.token}")
    login.close()
    expect_page(lab, "Two.")
    bring_to_front(lab, "blog/notebooks/one.ipynb")
    expect_page(lab, "One. Frozen. Killed. Without.")
    assert not [line for line in lab.errors if "/blogtools/js/" in line], lab.errors


def append(lab: LabPage, text: str) -> None:
    """Write into the second cell in one piece: of what is typed, a dialog of JupyterLab may take a part."""
    lab.in_notebook(
        """(panel, text) => {
          const cell = panel.content.model.cells.get(1).sharedModel;
          cell.setSource(cell.getSource() + text);
        }""",
        text,
    )


def assert_styled(lab: LabPage) -> None:
    """The page has the theme's style, which the server must know."""
    sheets = "main => [...main.ownerDocument.querySelectorAll('link[rel=stylesheet]')].map(link => link.sheet !== null)"
    assert [True] == page_of(lab).locator("main").evaluate(sheets)


def bring_to_front(lab: LabPage, path: str) -> None:
    """Choose a notebook that is open; a dialog that is closed gives the focus back to the one before."""
    is_in_front = f"path => window.jupyterapp.shell.currentWidget === ({PANEL})(path)"
    for _ in range(10):
        close_dialogs(lab)
        lab.page.evaluate(f"path => window.jupyterapp.shell.activateById(({PANEL})(path).id)", path)
        with suppress(TimeoutError):
            lab.page.wait_for_function(is_in_front, arg=path, timeout=1000)
            expect(lab.page.locator(".blogtools-bar-name")).to_have_text(path.rpartition("/")[2])
            return
    pytest.fail(f"{path} does not come to the front")


def close_dialogs(lab: LabPage) -> None:
    """JupyterLab has its own say when a server goes."""
    button = lab.page.locator(".jp-Dialog .jp-Dialog-footer button.jp-Dialog-button")
    again = lab.page.get_by_label("Do not show this message again in this session.")
    while button.count():
        if again.count():
            again.first.check()
        button.last.click()


def test_two_users_in_one_notebook(browser: Browser, tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """Both see what either types and what either's panel writes, and nothing that one typed is lost."""
    (tmp_path / "blogtools.toml").write_text(SETTINGS)
    write_notebook(tmp_path / "notebooks/a.ipynb", ("raw", "---\ntitle: A\n---"), "One.", "Two.", **KERNEL)
    path = "notebooks/a.ipynb"
    with (
        lab_server(host("collaboration"), tmp_path) as server,
        lab_page(browser, server, path) as ada,
        lab_page(browser, server, path) as ben,
    ):
        for lab in (ada, ben):
            show(lab, path)
            expect_page(lab, "One.")
        ada.type_in_cell(1, " Ada.")
        expect_page(ben, "One. Ada.")
        ben.type_in_cell(2, " Ben")
        ada.page.get_by_label("Description").fill("Both write it.")
        ben.page.keyboard.type(" types on.")
        for lab in (ada, ben):
            expect_page(lab, "Two. Ben types on.")
            expect(lab.page.get_by_label("Description")).to_have_value("Both write it.", timeout=PATIENCE)
            expect(lab.page.locator(".jp-Notebook .jp-Cell").first).to_contain_text("description: Both write it.")
        publish(ben, "Built here: A")
        assert "Ben types on." in (tmp_path / "_site/a/index.html").read_text()
        rename = "([from, to]) => window.jupyterapp.serviceManager.contents.rename(from, to).then(() => null)"
        ada.page.evaluate(rename, [path, "notebooks/b.ipynb"])
        for lab in (ada, ben):
            expect(lab.page.locator(".blogtools-bar-name")).to_have_text("b.ipynb", timeout=PATIENCE)
        ben.type_in_cell(2, " Renamed.")
        expect_page(ada, "Ben types on. Renamed.")
        for lab in (ada, ben):
            lab.assert_quiet()
