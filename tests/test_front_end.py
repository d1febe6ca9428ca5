"""The extension's JavaScript passes its checkers, which find what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.front_end import lint_errors, type_errors

MODULES = Path(__file__).parent.parent / "blogtools/lab/extension/js"
SHARED = """
/** @type {typeof import("@jupyterlab/notebook")} */
export let notebook;
/** @type {typeof import("@jupyterlab/apputils")} */
export let apputils;
/** @type {typeof import("@lumino/widgets")} */
export let widgets;

/** @param {any} packages */
export function take(packages) {
  ({ notebook, apputils, widgets } = packages);
}
"""
PANEL = """
import { apputils, notebook, widgets } from "./shared.js";

/**
 * Ask whether to save.
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} tracker
 */
export async function ask(app, tracker) {
  const panel = tracker.currentWidget;
  if (!(panel instanceof notebook.NotebookPanel)) return;
  panel.content.activeCellIndex = 0;
  const { button } = await apputils.showDialog({ title: panel.context.path });
  if (button.accept) await app.commands.execute("docmanager:save");
  app.shell.add(new widgets.Widget(), "main", { mode: "split-right" });
}
"""


@pytest.mark.parametrize("errors", [type_errors, lint_errors], ids=["typescript", "eslint"])
def test_the_extension_passes(errors: Callable[[Path], str]) -> None:
    """Every module of it; what the checker says otherwise is all that one needs to see."""
    assert any(MODULES.glob("*.js"))
    found = errors(MODULES)
    if found:
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        pytest.param("", "", "", id="nothing-wrong"),
        pytest.param("panel.context.path", "panel.context.name", "Property 'name' does not exist", id="property"),
        pytest.param("activeCellIndex = 0", 'activeCellIndex = "0"', "not assignable to type 'number'", id="type"),
        pytest.param('"split-right"', '"right-split"', "is not assignable to type", id="choice"),
        pytest.param("if (!(panel instanceof notebook.NotebookPanel)) return;", "", "possibly 'null'", id="null"),
        pytest.param("panel.context.path", "widgets.Wigdet", "Did you mean 'Widget'", id="shared-package"),
        pytest.param("@jupyterlab/application", "@jupyterlab/no-such", "Cannot find module", id="no-such-package"),
    ],
)
def test_types_are_jupyterlabs(right: str, wrong: str, error: str, tmp_path: Path) -> None:
    """A module that is right passes; one that asks of JupyterLab what it has not does not."""
    (tmp_path / "shared.js").write_text(SHARED)
    (tmp_path / "panel.js").write_text(PANEL.replace(right, wrong) if right else PANEL)
    found = type_errors(tmp_path)
    assert bool(error) == bool(found)
    assert error in found


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param("export const sum = (a, b) => a + b;", "", id="nothing-wrong"),
        pytest.param("export const same = (a, b) => a == b;", "eqeqeq", id="comparison"),
        pytest.param("const unused = 1;", "no-unused-vars", id="unused"),
        pytest.param("export const there = () => nowhere;", "no-undef", id="undefined"),
        pytest.param("export const run = (text) => eval(text);", "no-eval", id="eval"),
    ],
)
def test_lint_finds_slips(code: str, rule: str, tmp_path: Path) -> None:
    """A module that is right passes; one with a slip does not."""
    (tmp_path / "module.js").write_text(f"{code}\n")
    found = lint_errors(tmp_path)
    assert bool(rule) == bool(found)
    assert rule in found
