"""How soon the preview in JupyterLab shows what was typed, and what it costs: `python -m tests.benchmarks.lab`.

Three notebooks: 13 cells; 201 cells; 41 cells with 4.1 MB of images. Single keys, so that each finds everything at
rest, and 60 keys at 60 ms each. JupyterLab alone is measured in the same minutes: its own long tasks are not ours.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import statistics
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.lab_hosts import KERNEL, KINDS, LabServer, host, lab_server
from tests.lab_page import LabPage, lab_page
from tests.web import chromium

NOTEBOOKS = {"13 cells": (13, 0.0), "201 cells": (201, 0.0), "41 cells, 4.1 MB of images": (41, 4.1)}
"""Number of cells, and megabytes of images."""
LONG = 50
"""Milliseconds: what the Long Tasks API calls long."""

PROSE = "## Part {0}\n\nSome *text* with `code`, $x^{{{0}}}$ and [a link](https://example.org/).\n\n- one\n- two"
CODE = "import math\n\n\ndef area(r):\n    return math.pi * r**2 + {0}\n\n\nprint(area({0}))"

LISTEN = """
async (panel, cell) => {
  const { content } = panel;
  content.activeCellIndex = cell;
  for (let tries = 0; tries < 5; tries += 1) {
    try { await content.scrollToItem(cell, 'center'); break; } catch { await new Promise((go) => setTimeout(go, 200)); }
  }
  content.mode = 'edit';
  const target = content.widgets[cell];
  await target.ready;
  if ('rendered' in target) target.rendered = false;
  target.editor.focus();
  target.editor.setCursorPosition({ line: target.editor.lineCount - 1, column: 0 });
  window.seen = [];
  window.tasks = [];
  if (window.listening) return;
  window.listening = true;
  let pressed = 0;
  document.addEventListener('keydown', () => { pressed = performance.now(); }, true);
  const page = document.querySelector('.blogtools-stage iframe')?.contentDocument;
  if (page) {
    new MutationObserver(() => {
      if (pressed) window.seen.push(performance.now() - pressed);
      pressed = 0;
    }).observe(page.documentElement, { subtree: true, childList: true, characterData: true });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
}
"""


def notebook(cells: int, megabytes: float) -> dict[str, Any]:
    """A notebook of a metadata cell, and of prose and code in turn."""
    random_bytes = random.Random(1).randbytes  # noqa: S311 - always the same images
    size = int(megabytes * 1e6 * 0.75 / max(1, cells // 2))
    made: list[dict[str, Any]] = [{"cell_type": "raw", "metadata": {}, "source": "---\ntitle: Measured\n---"}]
    for number in range(1, cells):
        if number % 2:
            made.append({"cell_type": "markdown", "metadata": {}, "source": PROSE.format(number)})
            continue
        image = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random_bytes(size)).decode()
        output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": image}}
        printed = {"output_type": "stream", "name": "stdout", "text": f"{number}\n"}
        made.append(
            {
                "cell_type": "code",
                "metadata": {},
                "source": CODE.format(number),
                "execution_count": None,
                "outputs": [output if megabytes else printed],
            }
        )
    made = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(made)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": KERNEL, "cells": made}


OPENED = {"alone": (), "preview": ("blogtools:preview",), "panel": ("blogtools:preview", "blogtools:show-post-panel")}
"""What is open beside the notebook: the commands that open it."""


def measured(browser: Browser, server: LabServer, path: str, opened: str) -> dict[str, tuple[list[float], list[float]]]:
    """By what was typed, milliseconds from each key to the page, and of each long task."""
    found = {}
    with redirect_stdout(StringIO()), lab_page(browser, server, path, kernel=True) as lab:
        middle = int(lab.in_notebook("(panel) => panel.content.widgets.length")) // 2 // 2 * 2
        for command in OPENED[opened]:
            lab.run(command)
        if opened != "alone":
            lab.page.frame_locator(".blogtools-stage iframe").locator("h1").wait_for()
        lab.page.wait_for_timeout(2000)
        for kind, cell in (("prose", middle + 1), ("code", middle)):
            lab.in_notebook(LISTEN, cell)
            lab.page.wait_for_timeout(700)
            found[f"{kind}, single keys"] = typed(lab, 16, 350)
            found[f"{kind}, fast"] = typed(lab, 60, 60)
    return found


def typed(lab: LabPage, keys: int, pause: int) -> tuple[list[float], list[float]]:
    """Type keys with a pause after each, in milliseconds."""
    lab.page.evaluate("window.seen.length = 0; window.tasks.length = 0")
    for _ in range(keys):
        lab.page.keyboard.type("w")
        lab.page.wait_for_timeout(pause)
    lab.page.wait_for_timeout(500)
    return lab.page.evaluate("window.seen"), lab.page.evaluate("window.tasks")


def told(values: list[float]) -> str:
    """Median and ninth decile of milliseconds."""
    if not values:
        return f"{'':>15}"
    tenths = statistics.quantiles(values, n=10) if len(values) > 1 else values * 9
    return f"{statistics.median(values):6.0f} {tenths[8]:6.0f}  "


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", choices=list(KINDS), default="lab")
    options = parser.parse_args()
    print(f"{'notebook':<28}{'':<22}{'median':>6} {'p90':>6}  long tasks: JupyterLab alone | preview | and panel")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        root = Path(folder)
        (root / "blogtools.toml").write_text('title = "Measured"\nbase_url = "https://blog.example.org/"\n')
        with lab_server(host(options.host), root) as server:
            for name, (cells, megabytes) in NOTEBOOKS.items():
                path = f"{cells}.ipynb"
                (root / path).write_text(json.dumps(notebook(cells, megabytes)))
                rows = {opened: measured(browser, server, path, opened) for opened in OPENED}
                for what, (seen, _) in rows["preview"].items():
                    tasks = " | ".join(tell_tasks(rows[opened][what][1]) for opened in OPENED)
                    print(f"{name:<28}{what:<22}{told(seen)}{tasks}", flush=True)


def tell_tasks(tasks: list[float]) -> str:
    """The number of long tasks, and the longest."""
    return f"{len(tasks)}, at most {max(tasks, default=0):.0f} ms"


if __name__ == "__main__":
    main()
