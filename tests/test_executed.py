"""The guide tells which commands run cells and plugins: each of them is run on a folder that would tell."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogtools.cli import COMMANDS
from tests.conftest import WriteNotebook

ROOT = Path(__file__).parent.parent
CELLS = json.loads((ROOT / "notebooks/what-is-executed.ipynb").read_text(encoding="utf-8"))["cells"]
GUIDE = "\n\n".join("".join(cell["source"]) for cell in CELLS)
ARGUMENTS = {
    "convert": [],
    "check": [],
    "publish": ["--to", "public"],
    "import": ["note.md"],
    "snippets list": [],
    "snippets show": ["tell"],
    "snippets export": ["-o", "out"],
    "snippets run": ["tell"],
    "snippets test": [],
    "new": ["A title"],
    "init": ["other"],
    "trust": [],
}
"""Arguments of each command that ends by itself."""
LASTING = {"serve", "lab"}
"""Commands that run until they are stopped; what they do is tested with the servers that they start."""
TABLE = {
    command: (cells, plugins)
    for commands, cells, plugins in re.findall(r"^\| (`.*`) \| (yes|no) \| (yes|no) \|$", GUIDE, re.MULTILINE)
    for command in re.findall(r"`([^`]+)`", commands)
}
"""Command to whether it runs cells, and plugins of the folder, by the guide."""
PLUGIN = """\
from pathlib import Path

from blogtools.plugins.rows import Step

Path({told!r}).touch()
steps = [Step("nothing", lambda post, context: post)]
"""


@pytest.fixture
def folder(blog_folder: Path, tmp_path: Path, write_notebook: WriteNotebook) -> Path:
    """A blog whose cell and whose plugin tell of themselves."""
    cell = f"#| snippet: tell\nfrom pathlib import Path\n\nPath({str(tmp_path / 'cell')!r}).touch()"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A", ("code", cell), **kernel)
    (blog_folder / "plugins").mkdir()
    (blog_folder / "plugins/mine.py").write_text(PLUGIN.format(told=str(tmp_path / "plugin")))
    (blog_folder / "blogtools.toml").write_text('plugins = ["mine"]\n')
    (blog_folder / "note.md").write_text("# A note\n")
    return blog_folder


def commands() -> Iterator[str]:
    """The commands that the guide has to tell of."""
    for name in COMMANDS:
        if name == "snippets":
            yield from (f"{name} {verb}" for verb in ("list", "show", "export", "run", "test"))
        else:
            yield name


def test_the_guide_tells_of_every_command() -> None:
    """And of none that there is not."""
    assert set(TABLE) == set(commands()) == ARGUMENTS.keys() | LASTING


@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_command_runs_what_the_guide_says(
    command: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own, as plugins are remembered where they have run once."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    line = [sys.executable, "-m", "blogtools", *command.split(), *ARGUMENTS[command]]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ran = tuple("yes" if (tmp_path / name).exists() else "no" for name in ("cell", "plugin"))
    assert ran == TABLE[command]


def test_tab_runs_no_plugin(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the blog is trusted: nobody who presses Tab in a folder has asked for a build."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    for name, value in (
        ("_BLOGTOOLS_COMPLETE", "bash_complete"),
        ("COMP_WORDS", "blogtools convert --to "),
        ("COMP_CWORD", "3"),
    ):
        monkeypatch.setenv(name, value)
    program = str(Path(sys.executable).parent / "blogtools")
    done = subprocess.run([program], cwd=folder, capture_output=True, text=True, check=False)
    assert "plain,hugo" in done.stdout
    assert not (tmp_path / "plugin").exists()


def test_lab_imports_nothing_from_the_folder(folder: Path, tmp_path: Path) -> None:
    """A module that lies there is not in the way of an installed one."""
    (folder / "yaml.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'w').close()\n")
    program = str(Path(sys.executable).parent / "blogtools")
    done = subprocess.run([program, "lab", "--version"], cwd=folder, capture_output=True, text=True, check=False)
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", done.stdout), done.stderr
    assert not (tmp_path / "imported").exists()
