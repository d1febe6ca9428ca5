"""Plugins: one of each kind, installed from a wheel and as a file of a blog; and what happens where one fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from blogtools.build.check import check
from blogtools.build.executor import build_all
from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.build.task import Job
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.content.discover import find_sources
from blogtools.content.order import current_time
from blogtools.errors import BlogtoolsError, SettingsError
from blogtools.plugins.installed import PLUGIN_KINDS
from blogtools.plugins.load import NO_PLUGINS, plugins_of
from blogtools.render.targets import TARGETS
from blogtools.transform.steps import STEPS
from tests.conftest import WriteNotebook, tree
from tests.lab_hosts import built_wheel, uv

EXAMPLE = Path(__file__).parent / "plugins"
DICE = {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.example.dice+json": [1, 6]}}
Run = Callable[..., str]


def write_blog(folder: Path, write_notebook: WriteNotebook, settings: str) -> None:
    """Write a blog that has something for each of the plugins."""
    folder.mkdir(exist_ok=True)
    (folder / "blogtools.toml").write_text(f'title = "Blog"\n{settings}', encoding="utf-8")
    dice = {"cell_type": "code", "source": "roll()", "outputs": [DICE]}
    front = ("raw", "---\ntitle: Style\ndate: 2026-01-01\ntags: [python]\n---")
    write_notebook(folder / "notebooks/style.ipynb", front, "As PEP 8 says!!", dice)
    (folder / "rain.org").write_text("* Rain\n\nIt falls.\n\n#+begin_src python\n1 + 1\n#+end_src\n", encoding="utf-8")


def expect_each_kind(folder: Path, run: Run) -> None:
    """Run the commands that each of the plugins adds something to."""
    assert "1 post written" in run("convert")
    page = (folder / "_site/style/index.html").read_text(encoding="utf-8")
    assert '<a href="https://peps.python.org/pep-0008/">PEP 8</a>' in page
    assert '<p class="dice">⚀ ⚅</p>' in page
    assert '<p class="paper">Printed on paper.</p>' in page
    assert b"#fdf6e3" in next((folder / "_site/assets").glob("favicon.*.svg")).read_bytes()
    assert "1 post written" in run("convert", "--to", "wiki")
    assert (folder / "_markdown/wiki/pages/style.md").read_text(encoding="utf-8") == (
        "---\npage: Style\nlabels:\n- python\n---\n\nAs [PEP 8](https://peps.python.org/pep-0008/) says!!\n\n"
        "```python\nroll()\n```\n\n⚀ ⚅\n"
    )
    assert "note     cell 2: the text shouts at its readers (one mark is enough)  [shouting]" in run("check")
    assert run("import", "rain.org") == f"{folder / 'notebooks/rain.ipynb'}: from rain.org (org)\n"
    cells = json.loads((folder / "notebooks/rain.ipynb").read_text(encoding="utf-8"))["cells"]
    assert [(cell["cell_type"], "".join(cell["source"])) for cell in cells] == [
        ("markdown", "# Rain\n\nIt falls."),
        ("code", "1 + 1"),
    ]


def run_here(*args: str) -> str:
    """Run a command in this process."""
    result = CliRunner().invoke(cli, args)
    assert (result.exit_code, result.stderr) == (0, ""), result.exception
    return result.stdout


def test_each_kind_from_a_wheel_in_a_fresh_environment(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """As users get plugins; what blogtools needs itself is that of the tests' environment."""
    work = shutil.copytree(EXAMPLE, tmp_path / "work")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=work, check=True, capture_output=True
    )
    (plugin,) = (work / "dist").glob("*.whl")
    name, data = built_wheel()
    (tmp_path / name).write_bytes(data)
    environment = tmp_path / "environment"
    uv("venv", "--python", sys.executable, str(environment))
    python = next(environment.glob("bin/python")) if os.name != "nt" else environment / "Scripts/python.exe"
    wheels = (str(tmp_path / name), str(plugin))
    uv("pip", "install", "--no-deps", "--no-index", "--python", str(python), *wheels)
    (site,) = environment.glob("lib/python*/site-packages") if os.name != "nt" else (environment / "Lib/site-packages",)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    blog = tmp_path / "blog"
    write_blog(blog, write_notebook, 'theme = "paper"\n')

    def run(*args: str, told: str = "") -> str:
        command = [str(python), "-I", "-m", "blogtools", *args]
        done = subprocess.run(command, cwd=blog, capture_output=True, text=True, check=False, encoding="utf-8")
        assert (done.returncode, done.stderr.partition(":")[0]) == (0, told)
        return done.stdout

    expect_each_kind(blog, run)
    assert "1 unchanged" in run("convert", "notebooks/style.ipynb")
    # Another version of a plugin makes other pages.
    (info,) = site.glob("blogtools_example-*.dist-info")
    info.rename(site / "blogtools_example-1.2.4.dist-info")
    assert "built: settings or version changed" in run("convert", "--explain", told="note")
    shutil.rmtree(site / "blogtools_example-1.2.4.dist-info")
    shutil.rmtree(site / "blogtools_example")
    (blog / "blogtools.toml").write_text("")
    assert "2 posts written" in run("convert", told="warning")
    assert "peps.python.org" not in (blog / "_site/style/index.html").read_text(encoding="utf-8")


@pytest.fixture
def extras(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog with the same plugins as a file of its own."""
    shutil.copytree(EXAMPLE / "blogtools_example", blog_folder / "plugins")
    write_blog(blog_folder, write_notebook, 'theme = "paper"\nplugins = ["extras"]\n')
    return blog_folder


def test_each_kind_from_the_blogs_own_folder(extras: Path) -> None:
    """The folder gets nothing but what the author put there."""
    before = tree(extras / "plugins")
    expect_each_kind(extras, run_here)
    assert tree(extras / "plugins") == before


def test_each_kind_as_the_guide_has_it(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Each code cell is a plugin, whose first line says where it is saved; the settings are those of the guide."""
    cells = json.loads((EXAMPLE.parents[1] / "notebooks/extending-blogtools.ipynb").read_text(encoding="utf-8"))[
        "cells"
    ]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) == len(PLUGIN_KINDS)
    (blog_folder / "plugins").mkdir()
    for source in code:
        (blog_folder / source.split("\n")[0].removeprefix("# ")).write_text(source, encoding="utf-8")
    shutil.copytree(EXAMPLE / "blogtools_example/theme", blog_folder / "plugins/paper")
    text = "\n".join("".join(cell["source"]) for cell in cells)
    assert (blog_folder / "plugins/paper/post.html.j2").read_text(encoding="utf-8") in text
    write_blog(blog_folder, write_notebook, text.partition("```toml\n")[2].partition("```")[0])
    expect_each_kind(blog_folder, run_here)


def test_plugins_run_only_where_the_settings_name_them(extras: Path) -> None:
    """A file in the folder is not enough, and no blog's plugins are another one's."""
    assert plugins_of(find_blog(extras))
    (extras / "blogtools.toml").write_text("")
    assert plugins_of(find_blog(extras)) is NO_PLUGINS
    convert(find_blog(extras))
    assert "peps.python.org" not in (extras / "_site/style/index.html").read_text(encoding="utf-8")


def test_worker_processes_have_the_plugins(extras: Path, write_notebook: WriteNotebook) -> None:
    """And write what one process writes."""
    write_notebook(extras / "notebooks/more.ipynb", "PEP 20")
    blog = find_blog(extras)
    target = TARGETS.extended(plugins_of(blog))["wiki"]
    one = convert(blog, options=Options(target, extras / "one", workers=1))
    two = convert(blog, options=Options(target, extras / "two", workers=2))
    assert (one.errors, two.errors) == ((), ())
    assert tree(extras / "one") == tree(extras / "two")


def test_workers_that_share_nothing_have_the_plugins(
    extras: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no fork, whatever a worker gets is pickled; functions are looked up by name."""
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setattr(
        "multiprocessing.get_context", lambda _: __import__("multiprocessing.context").context.SpawnContext()
    )
    write_notebook(extras / "notebooks/more.ipynb", "PEP 20")
    blog = find_blog(extras)
    target = TARGETS.extended(plugins_of(blog))["wiki"]
    job = Job(blog, target, extras / "out", {}, current_time("UTC"))
    built = list(build_all(job, find_sources(blog, ()), workers=2))
    assert [one.error for one in built] == [None, None]
    assert "pep-0020" in (extras / "out/pages/more.md").read_text(encoding="utf-8")


def test_a_changed_plugin_makes_new_pages(extras: Path) -> None:
    """The content of its file is part of the build key."""
    blog = find_blog(extras)
    assert len(convert(blog).built) == 1
    assert convert(blog).built == ()
    file = extras / "plugins/extras.py"
    file.write_text(file.read_text(encoding="utf-8").replace("⚀", "1"), encoding="utf-8")
    assert [page.reason for page in convert(blog).built] == ["settings or version changed"]
    assert '<p class="dice">1 ⚅</p>' in (extras / "_site/style/index.html").read_text(encoding="utf-8")


# Plugins that fail ----------------------------------------------------------------------------------------------------

IMPORTS = """
from blogtools.errors import Finding, Where
from blogtools.plugins.rows import Check, OutputRow, Shown, Step
import msgspec
"""


@pytest.fixture
def two_posts(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """A blog that names a plugin, with a post that has dice and another one."""
    dice = {
        "cell_type": "code",
        "source": "roll()",
        "outputs": [{**DICE, "data": {**DICE["data"], "text/plain": "1 6"}}],
    }  # type: ignore[dict-item]
    write_notebook(blog_folder / "notebooks/good.ipynb", "Fine")
    write_notebook(blog_folder / "notebooks/dice.ipynb", "Dice", dice)
    (blog_folder / "blogtools.toml").write_text('plugins = ["mine"]')
    return blog_folder


def build_with(folder: Path, code: str) -> Report:
    """Convert the blog with a plugin."""
    (folder / "plugins").mkdir(exist_ok=True)
    (folder / "plugins/mine.py").write_text(IMPORTS + code, encoding="utf-8")
    return convert(find_blog(folder))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "return 1 // len(post.cells[1:])",
            "step `it` failed: ZeroDivisionError: integer division or modulo by zero (mine.py, line 7)",
        ),
        ("raise SystemExit(3)", "step `it` failed: SystemExit: 3 (mine.py, line 7)"),
        ("return it(post, context)", "step `it` failed: RecursionError: maximum recursion depth exceeded"),
        ("pass", "step `it` returned NoneType instead of a Post"),
        ("return msgspec.structs.replace(post, slug='a')", "step `it` changed `slug`, which decides where the page is"),
    ],
)
def test_a_step_that_fails_costs_its_post(two_posts: Path, body: str, told: str) -> None:
    """The last good page stays, the others are written, and the error names the plugin."""
    assert build_with(two_posts, "def it(post, context):\n    return post\nsteps = [Step('it', it)]\n").errors == ()
    last = (two_posts / "_site/good/index.html").read_bytes()
    code = f"def it(post, context):\n    if 'dice' in post.source: return post\n    {body}\nsteps = [Step('it', it)]\n"
    report = build_with(two_posts, code.replace("\n    if", " \n    if"))
    (error,) = report.errors
    assert str(error).startswith(f"notebooks/good.ipynb: plugin plugins/mine.py: {told}")
    assert error.slug == "plugin"
    assert error.hint == "fix the plugin, or remove it"
    assert report.exit_status() == 1
    assert [page.source for page in report.built] == ["notebooks/dice.ipynb"]
    assert (two_posts / "_site/good/index.html").read_bytes() == last


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return content['x']", "output `application/vnd.example.dice+json` failed: TypeError: list indices must be"),
        ("return 5", "output `application/vnd.example.dice+json` returned int instead of Shown(kind, text)"),
    ],
)
def test_an_output_that_fails_costs_that_form_of_it(two_posts: Path, body: str, told: str) -> None:
    """Readers see the next form, and the author an error."""
    row = "OutputRow('application/vnd.example.dice+json', html=it)"
    code = f"def it(display, mime, content):\n    {body}\noutputs = [{row}]\n"
    report = build_with(two_posts, code)
    assert (report.errors, report.exit_status()) == ((), 1)
    (finding,) = report.findings
    assert (finding.slug, finding.severity) == ("plugin", "error")
    assert str(finding).startswith(f"notebooks/dice.ipynb, cell 2: plugin plugins/mine.py: {told}")
    assert "<pre>1 6</pre>" in (two_posts / "_site/dice/index.html").read_text(encoding="utf-8")


def test_html_of_a_plugin_stays_within_its_output(two_posts: Path) -> None:
    """Whatever it forgets to close."""
    row = "OutputRow('application/vnd.example.dice+json', html=lambda *_: ('text', '<div><p>open</article>'))"
    assert build_with(two_posts, f"outputs = [{row}]\n").findings == ()
    page = (two_posts / "_site/dice/index.html").read_text(encoding="utf-8")
    assert '<div class="output output-text"><div><p>open' in page
    assert page.count("</article>") == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return None", "check `it` failed: TypeError: 'NoneType' object is not iterable"),
        ("yield 'words'", "check `it` found str instead of a Finding"),
        ("yield Finding('other', 'x')", "check `it` found `other`: findings of a check have its name"),
        ("yield Finding('it', 'first'); raise OSError('gone')", "check `it` failed: OSError: gone (mine.py, line"),
    ],
)
def test_a_check_that_fails_costs_itself(two_posts: Path, body: str, told: str) -> None:
    """All other checks find what there is to find."""
    (two_posts / "plugins").mkdir()
    code = f"{IMPORTS}def it(post, call):\n    {body}\nchecks = [Check('it', it)]\n"
    (two_posts / "plugins/mine.py").write_text(code, encoding="utf-8")
    report = check(find_blog(two_posts))
    assert report.checked == ("notebooks/dice.ipynb", "notebooks/good.ipynb")
    failed = [finding for finding in report.findings if finding.slug == "plugin"]
    assert len(failed) == 2
    assert all(one.severity == "error" and one.message.startswith(f"plugin plugins/mine.py: {told}") for one in failed)


def test_a_target_that_fails_costs_its_post(two_posts: Path) -> None:
    """Its front matter is a function of the post."""
    (two_posts / "plugins").mkdir()
    code = (
        "from blogtools.render.targets import Target\n"
        "def fields(post):\n    return {'title': post.title} if 'good' in post.source else post.titel\n"
        "targets = [Target('mine', '{slug}.md', '{name}', front_matter=fields)]\n"
    )
    (two_posts / "plugins/mine.py").write_text(code, encoding="utf-8")
    blog = find_blog(two_posts)
    report = convert(blog, options=Options(TARGETS.extended(plugins_of(blog))["mine"]))
    (error,) = report.errors
    assert str(error).startswith(
        "notebooks/dice.ipynb: plugin plugins/mine.py: `front_matter` of target `mine` failed: AttributeError: "
    )
    assert (two_posts / "_markdown/mine/good.md").exists()


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% block", "paper/post.html.j2, line 1: unexpected end of template"),
        ("\n{{ nobody }}", "paper/post.html.j2, line 2: UndefinedError: 'nobody' is undefined"),
    ],
)
def test_a_theme_that_fails_is_named(extras: Path, template: str, told: str) -> None:
    """Its templates are not among those of the blog."""
    (extras / "plugins/theme/post.html.j2").write_text(template)
    (error,) = convert(find_blog(extras)).errors
    assert str(error).startswith(told)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import nowhere", " cannot be imported: ModuleNotFoundError: No module named 'nowhere' (mine.py, line 1)"),
        ("def f(:", " cannot be imported: SyntaxError: invalid syntax (mine.py, line 1)"),
        ("raise SystemExit", " cannot be imported: SystemExit (mine.py, line 1)"),
        ("", " has nothing to add (let it define a list: steps, outputs, targets, checks, importers, themes)"),
        ("steps = [len]", ": <built-in function len> has no name, and is nothing that blogtools can use"),
        (f"{IMPORTS}steps = [Check('a', print)]", ": steps must be of type Step, found Check("),
        (
            f"{IMPORTS}steps = [Step('a', print, before='headingz')]",
            ": there is nothing called `headingz` among the steps (did you mean headings?)",
        ),
    ],
)
def test_a_plugin_that_cannot_be_loaded_stops_the_build(two_posts: Path, code: str, told: str) -> None:
    """With one line: without it every page could be another one, and what readers have is better than that."""
    (two_posts / "plugins").mkdir()
    (two_posts / "plugins/mine.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "blogtools", "convert"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: plugin plugins/mine.py{told}")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (two_posts / "_site").exists()


def test_a_plugin_that_does_not_exist_is_an_error_of_the_settings(two_posts: Path) -> None:
    """With what may have been meant."""
    (two_posts / "plugins").mkdir()
    (two_posts / "plugins/mime.py").write_text("")
    with pytest.raises(SettingsError) as raised:
        convert(find_blog(two_posts))
    assert str(raised.value) == "blogtools.toml: there is no plugin plugins/mine.py (did you mean mime?)"
    (two_posts / "blogtools.toml").write_text('plugins = ["../mine", "a.b"]')
    with pytest.raises(SettingsError, match=r"`plugins` must name files of the folder plugins/ without `\.py`"):
        find_blog(two_posts)
    (two_posts / "blogtools.toml").write_text('theme = "papier"')
    with pytest.raises(SettingsError, match="there is no theme 'papier'"):
        convert(find_blog(two_posts))


def test_two_plugins_with_one_name_are_refused(two_posts: Path) -> None:
    """Which one runs must not depend on chance."""
    (two_posts / "blogtools.toml").write_text('plugins = ["mine", "yours"]')
    (two_posts / "plugins").mkdir()
    for name in ("mine", "yours"):
        (two_posts / f"plugins/{name}.py").write_text(f"{IMPORTS}steps = [Step('same', lambda post, _: post)]\n")
    with pytest.raises(
        BlogtoolsError, match=r"plugins/mine\.py and plugins/yours\.py both have `same` among their steps"
    ):
        convert(find_blog(two_posts))


def test_rows_go_where_they_want(two_posts: Path) -> None:
    """Before or after another row, in the place of one of the same name, or at the end."""
    (two_posts / "plugins").mkdir()
    rows = "'one', f, before='options'", "'two', f, after='options'", "'headings', f", "'last', f"
    code = f"f = lambda post, _: post\nsteps = [{', '.join(f'Step({row})' for row in rows)}]\n"
    (two_posts / "plugins/mine.py").write_text(IMPORTS + code)
    steps = STEPS.extended(plugins_of(find_blog(two_posts)))
    assert list(steps) == [
        *("redact", "sanitize", "one", "options", "two", "tables", "hidden", "includes", "shortcodes", "diagrams"),
        "post links",
        *(
            "citations",
            "values",
            "embeds",
            "references",
            "inline",
            "marks",
            "photos",
            "outputs",
            "markdown",
            "headings",
        ),
        *("files", "excerpt", "last"),
    ]
    assert steps["headings"] is not STEPS["headings"]
    assert len(STEPS) == len(steps) - 3


def test_plugins_of_an_untrusted_blog_never_run(extras: Path) -> None:
    """Not one line of them; JupyterLab's server opens blogs so, see `blogtools.trust.record.with_trust`."""
    (extras / "plugins/extras.py").write_text("raise RuntimeError('it ran')", encoding="utf-8")
    blog = msgspec.structs.replace(find_blog(extras), trusted=False)
    report = convert(blog)
    assert report.errors == ()
    assert "paper" not in (extras / "_site/style/index.html").read_text(encoding="utf-8")
