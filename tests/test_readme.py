"""The README tells the truth: its blocks run, its tables are complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import msgspec
import pytest

from blogtools.cli import COMMANDS, cli
from blogtools.config import Settings
from blogtools.render.targets import TARGETS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def scripts_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of the tests need not be activated."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)


def test_the_tour_runs(tmp_path: Path) -> None:
    """Every line of the console block but the one that waits for its author."""
    lines = re.findall(r"^\$ (.*?)(?:\s+#.*)?$", README, re.MULTILINE)
    assert "blogtools convert" in lines
    script = "set -e\n" + "\n".join(line for line in lines if line != "blogtools lab")
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "8:00 AM / the build passed</h1>"
        in (tmp_path / "my-blog/_site/8-00-am-the-build-passed/index.html").read_text()
    )


def test_the_two_commands_are_those_of_the_project() -> None:
    """CI calls the second as it stands here."""
    assert "\n    pip install . && blogtools convert\n" in README
    assert "\n    pip install -e '.[test]' && pytest\n" in README
    assert "pip install -q -e '.[test]' && pytest" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_table(name: str) -> None:
    """Or it would not be found."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    row = next(line for line in README.splitlines() if line.startswith(f"| `blogtools {name}"))
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    common = {option for parameter in cli.params for option in parameter.opts} | {
        "--output",
        "--title",
        "--tag",
        "--draft",
        "--quiet",
    }
    missing = [option for option in options if option not in row and option not in common]
    assert missing == []


def test_every_setting_target_room_and_dependency_is_named() -> None:
    """What the tables promise to list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [field.name for field in msgspec.structs.fields(Settings)]
    names += [re.split(r"[<>=\[]", item)[0] for item in project["dependencies"]]
    names += [f"`{target}`" if target == "jekyll" else target for target in TARGETS]
    names += [path.name for path in (ROOT / "blogtools").iterdir() if not path.name.startswith(("_", "py.typed"))]
    assert [name for name in names if name not in README] == []


def test_the_options_of_all_commands_are_told_once() -> None:
    """Beside the one that every program has."""
    options = {option for parameter in cli.params for option in parameter.opts} - {"--version"}
    assert set() == {option for option in options if f"`{option}`" not in README}


def test_its_pictures_are_there() -> None:
    """And are pictures."""
    names = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert names
    for name in names:
        assert (ROOT / name).read_bytes().startswith(b"\x89PNG")


def test_the_console_script_is_installed() -> None:
    """As `blogtools`, and as a subcommand of `jupyter`."""
    assert shutil.which("blogtools")
    done = subprocess.run(["jupyter", "blogtools", "--version"], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("blogtools, version ")
