"""Every JupyterLab and Notebook that the project is for: a notebook opens, runs and is saved in each, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import WriteNotebook
from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import lab_page
from tests.web import chromium

BASES = {"lab-4.2": "/", "lab": "/user/ada@example.org/", "notebook": "/"}
"""Where each host is served: the newest JupyterLab as JupyterHub serves it, which is below a path."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, LabServer]]:
    """A server of each host, by name; started side by side, which takes half the time."""
    with ExitStack() as stack, ThreadPoolExecutor() as pool:

        def start(name: str) -> LabServer:
            folder = tmp_path_factory.mktemp(name)
            return stack.enter_context(lab_server(host(name), folder, base_url=BASES[name]))

        yield dict(zip(BASES, pool.map(start, BASES), strict=True))


@pytest.mark.parametrize("name", BASES)
def test_a_notebook_is_typed_run_and_saved(
    name: str, servers: dict[str, LabServer], browser: Browser, write_notebook: WriteNotebook
) -> None:
    """With a real kernel, and without a complaint of the page."""
    server = servers[name]
    path = write_notebook(server.root / "posts/one.ipynb", "# One", ("code", ""), **KERNEL)
    with lab_page(browser, server, "posts/one.ipynb", kernel=True) as lab:
        lab.type_in_cell(1, "print(6 * 7)")
        assert "print(6 * 7)" == lab.cell_source(1)
        lab.run_cell(1)
        expect(lab.page.locator(".jp-OutputArea-output").get_by_text("42")).to_be_visible()
        lab.save()
        lab.assert_quiet()
    cell = nbformat.read(path, as_version=4).cells[1]
    assert ("print(6 * 7)", "42\n") == (cell.source, cell.outputs[0].text)


def test_the_project_in_the_environment_is_the_wheel(servers: dict[str, LabServer]) -> None:
    """Not the sources that the tests stand beside, which lack what a wheel brings along."""
    folder = servers["lab"].host.folder
    (found,) = (folder / "lib").glob("python*/site-packages/blogtools/_templates")
    assert found.is_dir()


def test_a_page_tells_what_went_wrong_in_it(servers: dict[str, LabServer], browser: Browser) -> None:
    """Errors of the console and of scripts, requests that fail, and requests to anybody but the server."""
    with lab_page(browser, servers["notebook"]) as lab:
        lab.assert_quiet()
        lab.page.evaluate("console.error('a complaint'); setTimeout(() => { throw new Error('a slip') })")
        lab.page.evaluate("fetch('http://127.0.0.1:9/elsewhere').catch(() => null)")
        lab.page.wait_for_timeout(100)
        with pytest.raises(AssertionError, match="console: a complaint") as failure:
            lab.assert_quiet()
        for line in ("script: Error: a slip", "request: GET http://127.0.0.1:9/elsewhere: net::ERR_UNSAFE_PORT"):
            assert line in str(failure.value)
        assert ["http://127.0.0.1:9/elsewhere"] == lab.outside


def test_a_server_comes_back_where_it_was(servers: dict[str, LabServer]) -> None:
    """At the same address, with the same token."""
    server = servers["lab-4.2"]
    address = f"{server.url}api/kernels?token={server.token}"
    server.restart()
    with urlopen(address) as answer:  # noqa: S310 - its own server
        assert (200, b"[]") == (answer.status, answer.read())
