import gzip
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blogtools import read_post
from blogtools.build.executor import theme_for
from blogtools.build.post.page import render
from blogtools.build.task import Job
from blogtools.config import BlogConfig, Settings
from blogtools.content.load import naming_of
from blogtools.content.order import current_time
from blogtools.model import Page, Post, Snippet
from blogtools.render.code.block import code_block
from blogtools.render.context import Rendering
from blogtools.render.html.page import render_body
from blogtools.render.html.snippet_box import file_name, runner_url
from blogtools.render.targets import HTML, SINGLE_FILE, Target
from blogtools.site.lists import write_theme
from blogtools.store.output import Destination
from tests.conftest import WriteNotebook

PROGRAM = '"""Counts."""\n\nn = 2\n\nprint(n)\n'
COUNT = Snippet("count", 2, "python", "n = 2", "print(n)", PROGRAM, in_browser=True)
PRINT = code_block("print(n)", "python")


@pytest.fixture
def post(tmp_path: Path, write_notebook: WriteNotebook) -> Post:
    """A post whose second cell is code."""
    return read_post(write_notebook(tmp_path / "post.ipynb", "# A post", ("code", "print(n)")))


def body(post: Post, *snippets: Snippet, pyodide: str = "", rendering: Rendering | None = None) -> str:
    """The post's cells as HTML, these of them named."""
    named = msgspec.structs.replace(post, snippets=snippets)
    return render_body(named, rendering or Rendering("post.ipynb"), lambda url, _: url, pyodide=pyodide)[0]


def page(post: Post, *snippets: Snippet, target: Target = HTML, folder: Path, **settings: str) -> Page:
    """The whole page."""
    job = Job(BlogConfig(folder, Settings(**settings)), target, folder, {}, current_time("UTC"))
    named = msgspec.structs.replace(post, snippets=snippets)
    return render(job, named, target.path(naming_of(post)), theme_for(job), {})


def test_a_named_cell_has_its_tools_below_its_code(post: Post) -> None:
    """The markup is the contract with theme and scripts; without scripts all but copying is there."""
    rendering = Rendering("post.ipynb")
    found = body(post, COUNT, rendering=rendering)
    (asset,) = rendering.assets.values()
    assert asset.data == PROGRAM.encode()
    assert re.fullmatch(r"[0-9a-f]{16}\.py", asset.name)
    assert found.endswith(
        '<div class="cell cell-code" data-cell="2">\n'
        f'<div class="snippet" id="count">\n<div class="source">{PRINT}</div>\n'
        '<div class="snippet-tools">\n<div class="snippet-row">'
        '<a class="snippet-name" href="#count" title="Link to this snippet">count</a>'
        f'<a href="{asset.name}" download="count.py">Download .py</a></div>\n'
        '<details class="snippet-program"><summary>Whole program</summary>\n'
        f"{code_block(PROGRAM.rstrip(), 'python')}</details>\n"
        "</div>\n</div>\n</div>\n"
    )


def test_the_program_says_what_it_needs(post: Post) -> None:
    """Packages and files in one line, then the notes, names in them as code."""
    snippet = msgspec.structs.replace(
        COUNT, dependencies=("numpy", "pandas"), files=("a&b.csv",), notes=("`n < 3` is not known",)
    )
    assert re.findall(r'<p class="snippet-note">.*', body(post, snippet)) == [
        '<p class="snippet-note">Needs numpy, pandas; reads a&amp;b.csv</p>',
        '<p class="snippet-note"><code>n &lt; 3</code> is not known</p>',
    ]
    files_only = msgspec.structs.replace(COUNT, files=("a.csv", "b.csv"))
    assert '<p class="snippet-note">Reads a.csv, b.csv</p>' in body(post, files_only)
    assert "snippet-note" not in body(post, COUNT)


@pytest.mark.parametrize(
    ("language", "program", "file", "has_program"),
    [
        pytest.param("R", "print(n)\n", "count.R", False, id="R"),
        pytest.param("julia-1.9", "print(n)", "count.jl", False, id="Julia, as a kernel names it"),
        pytest.param("bash", "print(n)", "count.sh", False, id="shell"),
        pytest.param("brainfuck", "print(n)", "count.txt", False, id="a language nobody listed"),
        pytest.param("r", "n <- 2\nprint(n)\n", "count.R", True, id="a program that is more than the cell"),
    ],
)
def test_other_languages_have_a_file_of_their_own(
    post: Post, language: str, program: str, file: str, *, has_program: bool
) -> None:
    """And neither Run nor a program that would only repeat the code."""
    snippet = msgspec.structs.replace(COUNT, language=language, setup="", program=program)
    found = body(post, snippet, pyodide="pyodide/")
    extension = file.partition(".")[2]
    assert f'download="{file}">Download .{extension}</a>' in found
    assert has_program == ("Whole program" in found)
    assert "application/json" not in found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("load-data", "load-data.py", id="plain"),
        pytest.param("load.py", "load.py", id="with its extension"),
        pytest.param("a/../b c", "a-..-b-c.py", id="no path"),
        pytest.param("größe", "größe.py", id="letters of all scripts"),
        pytest.param(".env", "env.py", id="not hidden"),
        pytest.param('"/"', "snippet.py", id="nothing left"),
    ],
)
def test_the_file_is_called_like_the_snippet(name: str, expected: str) -> None:
    """As far as files can be."""
    assert expected == file_name(Snippet(name, 1))


def test_names_and_programs_cannot_leave_their_place(post: Post) -> None:
    """Neither an attribute, nor the element that holds the job of run.js."""
    evil = '</script><script>alert("1")</script>\'<!--'
    snippet = Snippet(evil, 2, "python", evil, evil, evil, (evil,), (evil,), True, (evil,))
    found = body(post, snippet, pyodide='py"><b>')
    assert found.count("<script") == 1
    assert found.count("</script") == 1
    assert "<!--" not in found
    (job,) = re.findall(r'<script type="application/json">(.*?)</script>', found)
    assert json.loads(job) == {
        "name": evil,
        "pyodide": 'py"><b>',
        "dependencies": [evil],
        "setup": evil,
        "source": evil,
    }
    assert re.search(r'id="([^"<>]*)"', found)
    assert '<a class="snippet-name" href="#%3C/script%3E' in found


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        pytest.param({}, True, id="Python that Pyodide has all for"),
        pytest.param({"in_browser": False}, False, id="a package that it has not"),
        pytest.param({"language": "r"}, False, id="another language"),
        pytest.param({"source": "\n"}, False, id="nothing to run"),
        pytest.param({"cell": 7}, False, id="a cell that is not shown"),
    ],
)
def test_only_what_can_run_gets_the_runner(post: Post, tmp_path: Path, changes: dict[str, Any], *, runs: bool) -> None:
    """And other pages do not load it."""
    snippet = msgspec.structs.replace(COUNT, **changes)
    content = page(post, snippet, folder=tmp_path, pyodide="pyodide").content.decode()
    assert ("application/json" in content) == runs
    assert bool(re.search(r'<script type="module" src="\.\./assets/run\.[0-9a-f]{8}\.js"></script>', content)) == runs
    assert ('"pyodide": "../pyodide"' in content) == runs


def test_without_the_setting_nothing_runs(post: Post, tmp_path: Path) -> None:
    """Nor is there a trace of it."""
    content = page(post, COUNT, folder=tmp_path).content.decode()
    assert "snippet-tools" in content
    assert "application/json" not in content
    assert 'type="module"' not in content


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param("", "", id="none"),
        pytest.param("pyodide/", "../pyodide/", id="below the site's top"),
        pytest.param("/lib/pyodide", "/lib/pyodide", id="at the server's top"),
        pytest.param("https://example.org/v1/", "https://example.org/v1/", id="elsewhere"),
    ],
)
def test_pyodide_is_where_the_setting_says(setting: str, expected: str) -> None:
    """A relative path is one from the site's top, wherever the page is."""
    assert expected == runner_url(setting, "../")


def test_the_name_is_an_anchor_once(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """The label's own stays on its figure; a heading of that name keeps its, and the snippet gets another."""
    output = {"output_type": "display_data", "data": {"text/html": "<p>1</p>"}, "metadata": {}}
    cell = {"cell_type": "code", "source": "#| label: count\nprint(n)", "outputs": [output]}
    labelled = body(read_post(write_notebook(tmp_path / "a.ipynb", "# A", cell)), COUNT)
    assert re.findall(r'<(\w+) class="([\w -]*)" id="count"', labelled) == [("div", "output output-html")]
    hidden = {**cell, "source": "#| label: count\n#| echo: false\nprint(n)"}
    assert "snippet" not in body(read_post(write_notebook(tmp_path / "h.ipynb", "# A", hidden)), COUNT)
    heading = read_post(write_notebook(tmp_path / "b.ipynb", "# A\n\n## Count", ("code", "print(n)")))
    assert '<div class="snippet" id="count-1">' in body(heading, COUNT)
    assert 'href="#count-1"' in body(heading, COUNT)
    spaced = msgspec.structs.replace(COUNT, name="count  them")
    assert '<div class="snippet" id="count-them">' in body(heading, spaced)


def test_code_that_is_not_shown_leaves_only_the_anchor(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """So that links to it lead to its output."""
    post = read_post(write_notebook(tmp_path / "a.ipynb", "# A", ("code", "#| echo: false\nprint(n)")))
    rendering = Rendering("a.ipynb")
    found = body(post, COUNT, pyodide="pyodide", rendering=rendering)
    assert found.endswith('data-cell="2">\n<div class="snippet" id="count">\n</div>\n</div>\n')
    assert not rendering.assets


def test_folded_code_keeps_its_tools_in_view(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """Who does not want to see the code may still want it."""
    post = read_post(write_notebook(tmp_path / "a.ipynb", "# A", ("code", "#| code-fold: true\nprint(n)")))
    found = body(post, COUNT)
    assert f'<div class="source">{PRINT}</div>\n</details>\n<div class="snippet-tools">' in found


def test_a_single_file_carries_program_and_runner(post: Post, tmp_path: Path) -> None:
    """Nothing lies beside it but, at its own address, Pyodide."""
    found = page(post, COUNT, target=SINGLE_FILE, folder=tmp_path, pyodide="pyodide")
    content = found.content.decode()
    assert found.assets == ()
    assert re.search(r'<a href="data:[\w/-]+;base64,[\w+/=]+" download="count\.py">', content)
    assert '<script type="module">\n// Runs snippets' in content
    assert '"pyodide": "pyodide"' in content
    assert not re.search(r'<(?:script|link)[^>]* (?:src|href)="(?!data:)', content)


def test_the_runner_is_published_only_where_it_is_set(tmp_path: Path) -> None:
    """Other blogs do not have the file at all."""
    for pyodide, expected in (("", ["favicon", "script", "style"]), ("pyodide", ["favicon", "run", "script", "style"])):
        folder = tmp_path / f"site-{pyodide}"
        write_theme(BlogConfig(tmp_path, Settings(pyodide=pyodide)), Destination(folder))
        assert sorted(path.name.partition(".")[0] for path in (folder / "assets").iterdir()) == expected


def test_an_ordinary_page_stays_light(tmp_path: Path) -> None:
    """Style and script together, as servers send them."""
    write_theme(BlogConfig(tmp_path, Settings()), Destination(tmp_path / "site"))
    assert sum(len(gzip.compress(path.read_bytes())) for path in (tmp_path / "site/assets").iterdir()) < 20_000
