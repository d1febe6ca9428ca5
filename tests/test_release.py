"""A release says where the project is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_release_gives_pypi_addresses_that_lead_somewhere(tmp_path: Path) -> None:
    """Pictures of the README have absolute addresses, and the project has URLs; nothing else changes."""
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    script = ROOT / ".ci" / "add_addresses.py"
    subprocess.run([sys.executable, script, "owner/name", "v1.2.3"], cwd=tmp_path, check=True)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    raw = "https://raw.githubusercontent.com/owner/name/v1.2.3/"
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]*)\)", readme)
    assert pictures
    assert all(picture.startswith(raw) and (ROOT / picture.removeprefix(raw)).is_file() for picture in pictures)
    assert (ROOT / "README.md").read_text(encoding="utf-8") == readme.replace(raw, "")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "https://github.com/owner/name" == project.pop("urls")["Source"]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"] == project
