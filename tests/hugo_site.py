"""A site that the real Hugo builds from what is converted for it, and what its pages say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

LAYOUT = "<!doctype html><title>{{ .Title }}</title><main>{{ .Content }}</main><footer>END</footer>"
CONFIG = r"""baseURL = "https://example.org/"
[markup.highlight]
noClasses = false
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.typographer]
disable = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['$$', '$$'], ['\[', '\]']]
inline = [['$', '$'], ['\(', '\)']]
"""
FORMULA = '<span class="tex">{{ .Inner }}</span>'


def hugo() -> str | None:
    """Hugo's program, from the environment of the tests or the machine."""
    beside = Path(sys.executable).parent / "hugo"
    return str(beside) if beside.exists() else shutil.which("hugo")


def build_hugo(site: Path, config: str = CONFIG) -> Path:
    """Build a site whose posts are in `content/posts`, and return the folder of their pages."""
    (site / "layouts/_default/_markup").mkdir(parents=True)
    (site / "hugo.toml").write_text(config)
    (site / "layouts/_default/_markup/render-passthrough.html").write_text(FORMULA)
    for name in ("single", "list"):
        (site / f"layouts/_default/{name}.html").write_text(LAYOUT)
    done = subprocess.run([str(hugo()), "--quiet"], cwd=site, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return site / "public/posts"


class Shown(NamedTuple):
    """What a reader sees on a page, formulas and footnotes apart."""

    headings: list[str]
    code: list[str]
    cells: list[str]
    words: list[str]


def shown_of(html: str) -> Shown:
    """Return what a page shows, ours or Hugo's; the names of callouts and folds are not the author's words."""
    main = LexborHTMLParser(html).css_first("main")
    assert main is not None
    for node in main.css(
        "header, nav, footer, script, style, math, .math-tex, .tex, .footnotes, sup, a.anchor, .external"
    ):
        node.decompose()
    for node in main.css("main > h1:first-of-type, article > h1:first-of-type"):
        node.decompose()
    headings = [_line(node.text()) for node in main.css("h1, h2, h3, h4, h5, h6")]
    code = []
    for node in main.css("pre"):
        code += [line.rstrip() for line in node.text().splitlines() if line.strip()]
        node.decompose()
    cells = [_line(node.text()) for node in main.css("th, td")]
    return Shown(headings, code, cells, re.findall(r"\w+|[^\w\s]", main.text(separator=" ")))


def formulas_of(html: str) -> list[str]:
    """Return the TeX of the formulas that Hugo took for some."""
    return [_line(node.text()) for node in LexborHTMLParser(html).css(".tex")]


def _line(text: str) -> str:
    return " ".join(text.split())
