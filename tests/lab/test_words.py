"""Messages say in JupyterLab what can be done there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blogtools.errors import Finding
from blogtools.lab.words import for_lab, in_lab_words

ROOT = Path(__file__).parent.parent.parent / "blogtools"
HINTS = sorted(
    {
        hint
        for folder in ("build", "permalinks", "publish", "store")
        for path in (ROOT / folder).rglob("*.py")
        for hint in re.findall(r'hint ?= ?f?"([^"]* --[a-z][^"]*)"', path.read_text(encoding="utf-8"))
    }
    | {"rerun with --debug or BLOGTOOLS_DEBUG=1 for the traceback"}
)


@pytest.mark.parametrize("hint", HINTS)
def test_no_option_of_the_command_line_is_told(hint: str) -> None:
    """Whichever error of publishing it belongs to; what is left is still a sentence."""
    found = for_lab(Finding("x", "cannot be published", hint=hint))
    assert not re.search(r"(?<!ours) --[a-z](?<! --o)", found.hint), found.hint
    assert found.message == "cannot be published"
    assert found.hint
    assert not re.search(r"^\W|[,;:]$", found.hint)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param(
            "git remote add origin URL, or --no-push", "add it in a terminal: `git remote add origin URL`", id="remote"
        ),
        pytest.param("choose another place, or take it over: --adopt", "choose another place", id="unknown"),
        pytest.param("fix them; or let them through with --no-check KIND", "fix them", id="another"),
        pytest.param(
            "keep one side (git checkout --ours x); the next",
            "keep one side (git checkout --ours x); the next",
            id="git",
        ),
        pytest.param("A plain text -- with a dash", "A plain text -- with a dash", id="dash"),
    ],
)
def test_what_is_told_instead(said: str, told: str) -> None:
    """Words of its own where there are any, else without the part that names an option."""
    assert in_lab_words(said) == told
