"""A post is begun, published and shown live, as its author does it, in each JupyterLab and Notebook."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from blogtools import read_post
from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import LabPage, lab_page
from tests.web import chromium

HOSTS = ("lab-4.2", "lab", "notebook")
LABS = ("lab-4.2", "lab")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=HOSTS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A blog, served by each host."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Rain"\nbase_url = "https://example.org/"\ncards = false\n')
    with lab_server(host(request.param), folder) as running:
        yield running


def start(lab: LabPage, command: str) -> None:
    """Run a command that ends only when its dialog does."""
    lab.page.evaluate("command => void window.jupyterapp.commands.execute(command)", command)


def test_a_post_is_begun(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """Keys alone are enough; what is wrong is told in the dialog, where what was typed stays."""
    write_notebook(server.root / "notebooks/taken.ipynb", ("raw", "---\ntags: [walks]\n---"), **KERNEL)
    with lab_page(browser, server, "notebooks/taken.ipynb") as lab:
        page = lab.page
        start(lab, "blogtools:new-post")
        dialog = page.locator(".blogtools-dialog")
        expect(dialog.get_by_label("Title")).to_be_focused()
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_have_text("A post needs a title.")
        page.keyboard.type("Taken")
        expect(dialog.get_by_role("alert")).to_have_text("notebooks/taken.ipynb already exists. Choose another title.")
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("is not overwritten")
        page.keyboard.type(" walk: 8:00 AM")
        expect(dialog).to_contain_text("notebooks/taken-walk-8-00-am.ipynb")
        expect(dialog).to_contain_text("/taken-walk-8-00-am/")
        page.keyboard.press("Tab")
        page.keyboard.type("walks, rain")
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        post = read_post(server.root / "notebooks/taken-walk-8-00-am.ipynb")
        assert (post.title, post.front.tags) == ("Taken walk: 8:00 AM", ("walks", "rain"))
        if server.host.name in LABS:
            expect(page.locator(".jp-NotebookPanel:visible .jp-Notebook")).to_contain_text("Taken walk: 8:00 AM")
            frame = page.frame_locator(".blogtools-preview iframe")
            expect(frame.locator("h1")).to_have_text("Taken walk: 8:00 AM")


def test_a_post_is_built_and_opened(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """After the one question whether it shall be no draft; its page opens in a tab, with scripts and no origin."""
    write_notebook(server.root / "notebooks/a.ipynb", ("raw", "---\ntitle: A\ndraft: true\n---"), "## B", **KERNEL)
    with lab_page(browser, server, "notebooks/a.ipynb") as lab:
        page = lab.page
        page.locator('.jp-Toolbar-item[data-jp-item-name="blogtools-publish"]:visible').click()
        expect(page.locator(".blogtools-dialog")).to_contain_text("“A” is a draft")
        expect(page.locator(".blogtools-dialog").get_by_role("button", name="Publish Now")).to_be_focused()
        page.keyboard.press("Enter")
        toast = page.locator(".Toastify__toast").filter(has_text="Built here: A")
        expect(toast).to_contain_text("Readers get it when you copy the folder _site to a server.")
        assert not read_post(server.root / "notebooks/a.ipynb").front.draft
        assert "A" in (server.root / "_site/index.html").read_text()
        with page.expect_popup() as popup:
            toast.get_by_role("button", name="Open page").click()
        live = popup.value
        expect(live).to_have_title(re.compile("^A"))
        assert live.evaluate("[window.origin, window.opener, document.referrer]") == ["null", None, ""]
        with page.expect_popup() as popup:
            start(lab, "blogtools:open-live-page")
        expect(popup.value).to_have_title(re.compile("^A"))
        lab.assert_quiet()


def test_what_stops_a_post_leads_to_its_cell(
    server: LabServer, browser: Browser, write_notebook: WriteNotebook
) -> None:
    """Whoever presses Enter without reading has published nothing."""
    cells = [("code", f"#| snippet: one\n{number}") for number in range(2)]
    write_notebook(server.root / "notebooks/twice.ipynb", "# Twice", *cells, **KERNEL)
    with lab_page(browser, server, "notebooks/twice.ipynb") as lab:
        dialog = lab.page.locator(".blogtools-dialog")
        start(lab, "blogtools:publish-post")
        expect(dialog).to_contain_text("cell 3")
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        lab.page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        assert not (server.root / "_site/twice").exists()
        start(lab, "blogtools:publish-post")
        dialog.get_by_role("button", name="Go to cell 3").click()
        # The cell has the focus as soon as it is the active one, and its editor once it is on the screen.
        lab.page.wait_for_function("() => document.activeElement?.closest('.jp-CodeCell .cm-content')")
        assert lab.in_notebook("panel => [panel.content.activeCellIndex]") == [2]
        start(lab, "blogtools:publish-post")
        expect(dialog).to_contain_text("cell 3")
        lab.in_notebook("panel => { panel.context.model.dirty = true; }")  # as a kernel does that comes late
        dialog.get_by_role("button", name="Build Anyway").click()
        expect(lab.page.locator(".Toastify__toast").filter(has_text="Built here: Twice")).to_be_visible()


def test_no_button_publishes_a_secret(server: LabServer, browser: Browser, write_notebook: WriteNotebook) -> None:
    """The dialog says what to do instead."""
    key = "AKIA" + "Q7RZ3WXKD5MNJ2TV"
    write_notebook(server.root / "notebooks/key.ipynb", "# Key", ("code", f"\nkey = '{key}'"), **KERNEL)
    with lab_page(browser, server, "notebooks/key.ipynb") as lab:
        dialog = lab.page.locator(".blogtools-dialog")
        start(lab, "blogtools:publish-post")
        expect(dialog).to_contain_text("cell 2, line 2")
        expect(dialog).not_to_contain_text(key[:8])
        expect(dialog.locator("em code")).to_have_text(["redact", "ok:secret"])
        expect(dialog.get_by_role("button", name="Anyway")).to_have_count(0)
        dialog.get_by_role("button", name="Close").click()
        assert not (server.root / "_site/key").exists()


def test_a_blog_without_a_repository_tells_what_to_do(
    server: LabServer, browser: Browser, write_notebook: WriteNotebook
) -> None:
    """In words that the command line has, too."""
    write_notebook(server.root / "notebooks/b.ipynb", "# B", **KERNEL)
    with lab_page(browser, server, "notebooks/b.ipynb") as lab:
        start(lab, "blogtools:publish-blog")
        expect(lab.page.locator(".blogtools-dialog")).to_contain_text("is not in a git repository")


def test_a_blog_is_published_once_its_author_has_seen_what_changes(
    browser: Browser, write_notebook: WriteNotebook, tmp_path: Path
) -> None:
    """To the branch of a real repository, and from there to its remote; unsaved notebooks are told of."""
    remote, folder = tmp_path / "remote.git", tmp_path / "blog"
    write_notebook(folder / "notebooks/one.ipynb", "# One", **KERNEL)
    write_notebook(folder / "notebooks/two.ipynb", "# Two", **KERNEL)
    (folder / "blogtools.toml").write_text('title = "Rain"\ncards = false\n')
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Ada")  # A machine of tests has no author of its own.
    git(folder, "config", "user.email", "ada@example.org")
    git(folder, "remote", "add", "origin", str(remote))
    with lab_server(host("lab"), folder) as running, lab_page(browser, running, "notebooks/one.ipynb") as lab:
        dialog = lab.page.locator(".blogtools-dialog")
        toast = lab.page.locator(".Toastify__toast")
        start(lab, "blogtools:publish-blog")
        expect(dialog).to_contain_text("Publish the blog?")
        expect(dialog.locator("h3")).to_have_text(["New posts (2)"])
        expect(dialog.locator(".blogtools-posts")).to_contain_text("notebooks/one.ipynb /one/")
        expect(dialog.locator("details")).to_contain_text("other files, such as lists and images")
        lab.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(toast).to_have_count(0)
        assert "" == git(remote, "branch", "--list")

        start(lab, "blogtools:publish-blog")
        dialog.get_by_role("button", name="Publish").click()
        expect(toast.filter(has_text="Published to gh-pages on origin")).to_be_visible()
        expect(toast).to_have_count(1)
        assert "Two</h1>" in git(remote, "show", "gh-pages:two/index.html")
        assert subprocess.run([sys.executable, "-m", "blogtools", "convert"], cwd=folder, check=False).returncode == 0

        (folder / "notebooks/two.ipynb").unlink()
        write_notebook(folder / "notebooks/three.ipynb", "# Three", **KERNEL)
        lab.type_in_cell(0, " and more")
        start(lab, "blogtools:publish-blog")
        expect(dialog).to_contain_text("Save before publishing?")
        expect(dialog.get_by_role("button", name="Save and Publish")).to_be_focused()
        dialog.get_by_role("button", name="Publish Without Them").click()
        expect(dialog).to_contain_text("Publish the blog?")
        expect(dialog.get_by_role("alert")).to_contain_text("/two/ (notebooks/two.ipynb is gone)")
        expect(dialog).not_to_contain_text("--")
        for heading in ("New posts (1)", "Removed posts (1)"):
            expect(dialog.locator("h3").filter(has_text=heading)).to_be_visible()
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        dialog.get_by_role("button", name="Publish and Remove").click()
        expect(toast.filter(has_text="Published to gh-pages")).to_have_count(2)
        assert "Three</h1>" in git(remote, "show", "gh-pages:three/index.html")
        assert "two/index.html" not in git(remote, "ls-tree", "-r", "--name-only", "gh-pages")
        assert "and more" not in git(remote, "show", "gh-pages:one/index.html")
        start(lab, "blogtools:publish-blog")
        dialog.get_by_role("button", name="Save and Publish").click()
        dialog.get_by_role("button", name=re.compile("^Publish( and Remove)?$")).click()
        expect(toast.filter(has_text="Published to gh-pages")).to_have_count(3)
        assert "and more" in git(remote, "show", "gh-pages:one/index.html")
        lab.assert_quiet()


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout
