"""The checkers of the extension's JavaScript: TypeScript with JupyterLab's own types, and ESLint."""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.programs import require
from tests.web import CACHE, made_once, npm

PROJECT = Path(__file__).parent / "front_end"
"""The checkers' versions and settings, as npm has them."""


@functools.cache
def checkers() -> Path:
    """The folder where the checkers are installed with their settings, once for each state of these."""
    state = hashlib.sha256()
    for path in sorted(PROJECT.glob("*.js*")):
        state.update(path.read_bytes())

    def install(folder: Path) -> None:
        shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("node_modules"))
        npm(folder, "ci")

    return made_once(CACHE / f"front-end-{state.hexdigest()[:12]}", install)


def type_errors(modules: Path) -> str:
    """What TypeScript says of the modules in a folder, by what JSDoc and JupyterLab's types promise."""
    with tempfile.TemporaryDirectory() as work:
        settings = {"extends": str(checkers() / "tsconfig.json"), "include": [f"{modules}/**/*.js"]}
        Path(work, "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        return said(checkers() / "node_modules/typescript/bin/tsc", "--project", work, folder=modules)


def lint_errors(modules: Path) -> str:
    """What ESLint says of the modules in a folder."""
    program = checkers() / "node_modules/eslint/bin/eslint.js"
    return said(program, "--config", str(checkers() / "eslint.config.js"), "--max-warnings=0", ".", folder=modules)


def said(program: Path, *arguments: str, folder: Path) -> str:
    """All that a program of node says when it fails, which is something; nothing if it does not."""
    require("node")
    done = subprocess.run(["node", program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == bool(done.stdout), done.stderr
    return done.stdout
