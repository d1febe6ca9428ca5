"""HTML of authors in a browser: styles stay in their output, other servers are not asked, nothing of others runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

import blogtools
from tests.conftest import make_notebook
from tests.web import chromium, hosted

OUTSIDE = "http://evil.test"
RUN = "window.__pwned()"
JS = f"javascript:{RUN}"

STYLES = {
    "tags": "p,div,a,li,main,article,footer{color:rgb(1,2,3)!important} h1{display:none}",
    "roots": ":root{--ink:#f00;font-size:40px} html{background:#f00} body{color:#f00;display:none}",
    "any": "*{stroke-linejoin:round;letter-spacing:9px} *::before{content:'x'}",
    "early-end": "} } */ </b> p{color:#f00} @media all{ h1{color:#f00} {",
    "open": "p{color:#f00} .x{ background: 'open",
    "comment": "/* */ h1{color:#f00} /* open",
    "import": f"@import url({OUTSIDE}/a.css); @import 'data:text/css,h1{{color:red}}'; h2{{color:#f00}}",
    "escapes": "h\\31 {color:#f00} @\\69mport 'data:text/css,h1{color:red}';",
    "property": "@property --ink{syntax:'<color>';inherits:false;initial-value:#f00}",
    "layer": "@layer a{h1{color:#f00}} @layer b, a;",
    "media": "@media screen{@supports (color:red){h1,p{color:#f00} @property --ink{syntax:'*';inherits:false}}}",
    "nested": "main{& h1{color:#f00} :root &{color:#f00} @media all{color:#f00}}",
    "scope": "@scope (body){h1{color:#f00}} @scope (html) to (b){:scope{color:#f00}}",
    "keyframes": "@keyframes breathe{from,to{opacity:0}} h1{animation:breathe 9s}",
    "font-face": "@font-face{font-family:Charter;src:url(data:font/woff2;base64,AAAA)} h1{font-family:Charter}",
    "siblings": ":scope ~ *, :scope + *, :has(style){color:#f00} :host, ::part(x){color:#f00}",
    "cdata": "<![CDATA[ h1{color:#f00} ]]> --> h1{color:#f00} <!-- p{color:#f00}",
    "view": "@view-transition{navigation:auto} @page{margin:9cm} @counter-style lower-alpha{system:cyclic;symbols:x}",
}
"""Style sheets that would change the whole page."""

ASKS = {
    "img": f'<img src="{OUTSIDE}/a.png" alt="A cat">',
    "img-no-quotes": f"<IMG SRC={OUTSIDE}/a.png>",
    "img-no-scheme": '<img src="//evil.test/a.png"><img src="\\\\evil.test/b.png"><img src="/\t/evil.test/c">',
    "img-entities": '<img src="&#104;ttp&colon;//evil.test/a.png">',
    "img-odd-scheme": '<img src=" http:evil.test/a.png"><img src="ht\ntp://evil.test/b.png">',
    "srcset": f'<img srcset="{OUTSIDE}/a.png 2x"><picture><source srcset="{OUTSIDE}/b.png"><img src="x.png"></picture>',
    "iframe": f'<iframe src="{OUTSIDE}/frame" title="A film" height="315"></iframe>',
    "srcdoc": f"<iframe srcdoc=\"<img src='{OUTSIDE}/a.png'><script src='{OUTSIDE}/a.js'></script>\"></iframe>",
    "data-frame": f'<iframe src="data:text/html,<img src={OUTSIDE}/a.png>"></iframe>',
    "object": f'<object data="{OUTSIDE}/o"><embed src="{OUTSIDE}/e"></object><embed src="{OUTSIDE}/e">',
    "video": f'<video src="{OUTSIDE}/v.mp4" poster="{OUTSIDE}/p.png">'
    f'</video><audio src="{OUTSIDE}/a" preload="auto"></audio>',
    "source": f'<video><source src="{OUTSIDE}/v.mp4"><track default src="{OUTSIDE}/t"></video>',
    "script": f'<div id="d"></div><script src="{OUTSIDE}/a.js"></script>',
    "module": f'<script type="module">import "{OUTSIDE}/a.js";</script>',
    "link": f'<link rel="stylesheet" href="{OUTSIDE}/a.css"><link rel="preload" as="image" href="{OUTSIDE}/p.png">'
    f'<link rel="prefetch" href="{OUTSIDE}/q"><link rel="icon" href="{OUTSIDE}/i.png">',
    "style-import": f'<style>@import "{OUTSIDE}/a.css"; @\\69mport url({OUTSIDE}/b.css);</style><p>x</p>',
    "style-url": f"<style>p{{background:u\\72l({OUTSIDE}/a.png)}} p::after{{content:url({OUTSIDE}/b.png)}}"
    f"</style><p>x</p>",
    "style-image-set": f"<style>p{{background:image-set('{OUTSIDE}/a.png' 1x)}}</style><p>x</p>",
    "style-nested": f"<style>div{{& p, p{{background:url('{OUTSIDE}/a.png')}}}}</style><p>x</p>",
    "style-font": f"<style>@font-face{{font-family:f;src:url({OUTSIDE}/f)}} p{{font:1em f}}</style><p>x</p>",
    "style-attribute": f'<p style="background:u\\72l({OUTSIDE}/p.png);color:red">x'
    f'</p><p style="list-style:url({OUTSIDE}/l)">',
    "style-entities": '<p style="background:u&#114;l(//evil.test/p.png)">x</p>',
    "background": f'<table background="{OUTSIDE}/b.png"><tr><td background="{OUTSIDE}/c.png">x</td></tr></table>',
    "plain-table": f'<table><tr style="background:url({OUTSIDE}/b.png)"><td>x</td></tr></table>',
    "svg-image": f'<svg width="9" height="9"><image href="{OUTSIDE}/a.png" width="9" height="9"/></svg>',
    "svg-xlink": f'<svg><image xlink:href="{OUTSIDE}/a.png" width="9" height="9"/>'
    f'<use xlink:href="{OUTSIDE}/u.svg#x"/></svg>',
    "svg-set": f'<svg><image width="9" height="9"><set attributeName="href" to="{OUTSIDE}/a.png"/></image></svg>',
    "svg-filter": f'<svg><filter id="f"><feImage href="{OUTSIDE}/a.png"/></filter>'
    f'<rect filter="url(#f)" width="9" height="9"/></svg>',
    "svg-fill": f'<svg><rect fill="url({OUTSIDE}/a.svg#x)" mask="url({OUTSIDE}/m.svg#x)" width="9" height="9"/></svg>',
    "input-image": f'<input type="image" src="{OUTSIDE}/a.png">',
    "shadow": f'<div><template shadowrootmode="open"><img src="{OUTSIDE}/a.png"></template></div>',
    "noscript": f'<noscript><img src="{OUTSIDE}/a.png"></noscript>',
    "svg-script": f'<svg><script>&lt;img src={OUTSIDE}/a.png&gt;</script><image href="{OUTSIDE}/b.png"/></svg>',
    "svg-style": f"<svg><style>a{{}}&lt;/style>&lt;img src={OUTSIDE}/a.png&gt;</style></svg>",
    "template-end": f"<svg><script>/*&lt;/template>&lt;img src={OUTSIDE}/a.png>*/</script></svg>"
    f'<script src="{OUTSIDE}/a.js"></script>',
    "srcdoc-text": f'<iframe srcdoc="x<body background={OUTSIDE}/a.png>"></iframe>'
    f'<iframe srcdoc="x<meta http-equiv=refresh content=0;url={OUTSIDE}/b>"></iframe>',
    "in-link": f'<a href="{OUTSIDE}/page"><img src="{OUTSIDE}/badge.svg" alt="Open in Colab"></a>',
    "markdown": f"![A cat]({OUTSIDE}/a.png) [![badge]({OUTSIDE}/b.svg)]({OUTSIDE}/c) ![x][y]\n\n[y]: <{OUTSIDE}/y.png>",
}
"""What would ask another server when the page is opened."""

RUNS = {
    "script": f"<script>{RUN}</script>",
    "handlers": f'<img src="x" onerror="{RUN}"><details open ontoggle="{RUN}"></details><svg onload="{RUN}"></svg>',
    "links": f'<a href="{JS}">x</a><a href="java\tscript:{RUN}">y</a><a href="&#106;avascript:{RUN}">z</a>',
    "link-data": f'<a href="data:text/html,<script>{RUN}</script>">x</a><a href="vbscript:x">y</a>',
    "markdown-links": f"[x]({JS}) [y](JaVaScRiPt:{RUN}) [z]: <{JS}> <{JS}>\n\n[z]: {JS}",
    "svg": f'<svg><script>{RUN}</script><a xlink:href="{JS}"><text y="20">x</text></a></svg>',
    "svg-set": f'<svg><a><set attributeName="href" to="{JS}"/><text y="20">text</text></a></svg>',
    "foreign-object": '<svg><foreignObject><iframe srcdoc="<script>parent.__pwned()'
    '</script>"></iframe></foreignObject></svg>',
    "math": f'<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror={RUN}>">',
    "frames": f'<iframe srcdoc="<script>parent.__pwned()</script>"></iframe>'
    f'<iframe src="{JS}"></iframe><embed src="{JS}">',
    "form": f'<form action="{JS}"><button>x</button><input autofocus onfocus="{RUN}"></form>',
    "gadget": f'<div class="live-figure" data-kind="plotly" data-scripts="data:text/javascript,{RUN}"></div>',
    "box": f'<span class="external"><a href="#x">x</a><template><img src=x onerror="{RUN}"></template></span>',
    "style": f'<style></style><img src=x onerror="{RUN}"></style><p style="x:</p><script>{RUN}</script>">',
    "comment": f"<!--><img src=x onerror={RUN}>--><!-- --!><img src=x onerror={RUN}>",
    "noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>',
    "meta": f'<meta http-equiv="refresh" content="0;url={JS}"><base href="{JS}//">',
    "heading": f"# <img src=x onerror={RUN}>\n\n## <b onclick={RUN}>x</b>\n\n### [x]({JS})",
    "footnote": f"x[^1]\n\n[^1]: <img src=x onerror={RUN}> [x]({JS})",
    "formula": f"$\\href{{{JS}}}{{x}}$ $$\\text{{<img src=x onerror={RUN}>}}$$",
    "table": f'<table><tr><td onclick="{RUN}"><img src=x onerror="{RUN}"></td></tr></table>',
    "overlay": '<a href="/x" style="position:fixed;inset:0;z-index:9999">x</a>',
}
"""What would run a script when the page is opened, or when everything in it is clicked."""
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
OUTPUTS = {
    "svg": {"image/svg+xml": f'<svg {XMLNS} onload="{RUN}"><script>{RUN}</script><rect width="9" height="9"/></svg>'},
    "javascript": {"application/javascript": RUN, "text/plain": "x"},
    "plotly": {"application/vnd.plotly.v1+json": {"data": [{"type": "bar", "x": ["a"], "y": [1]}], "layout": {}}},
    "markdown": {"text/markdown": f'<img src=x onerror="{RUN}">\n\n[x]({JS})'},
    "pdf": {"application/pdf": f"data:text/html,<script>{RUN}</script>", "text/plain": "x"},
}


def output(data: dict[str, Any], source: str = "f()", tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """A code cell with one output."""
    outputs = [{"output_type": "display_data", "data": data, "metadata": {}}]
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "source": source, "outputs": outputs, "execution_count": 1, "metadata": metadata}


def in_all_places(html: str) -> list[Any]:
    """Cells with a piece of HTML in each kind of place."""
    return [html, output({"text/html": html}), ("raw", html), output({"image/svg+xml": f"<svg>{html}</svg>"})]


def post(*cells: Any, html: str = "") -> str:
    """A notebook with an end that is always the same."""
    front = "---\ntitle: A post\ndate: 2026-01-02\n" + (f"html: {html}\n" if html else "") + "---"
    return json.dumps(make_notebook(("raw", front), *cells, "The end. [A link](#x)\n\n- An item\n\n## A heading"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A blog with all of these posts."""
    folder = tmp_path_factory.mktemp("html")
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    (folder / "blogtools.toml").write_text('title = "Blog"\nsearch = false\ncards = false\n')
    posts = {"plain": post(*["word"] * 4)}
    for name, css in STYLES.items():
        styled = f"<style>{css}</style><p class=x>word</p>"
        posts[f"style-{name}"] = post(*in_all_places(styled), output({"text/html": "<b>x</b>"}))
        posts[f"styled-{name}"] = post(*in_all_places(styled), output({"text/html": "<b>x</b>"}), html="sanitize")
    unstyled = [*in_all_places("<p class=x>word</p>"), output({"text/html": "<b>x</b>"})]
    posts |= {"style-none": post(*unstyled), "styled-none": post(*unstyled, html="sanitize")}
    for name, html in ASKS.items():
        posts[f"asks-author-{name}"] = post(*in_all_places(html))
        posts[f"asks-sanitize-{name}"] = post(*in_all_places(html), html="sanitize")
    for name, html in RUNS.items():
        cells = [*in_all_places(html), output({"text/markdown": html}, f"#| fig-cap: {json.dumps(html)}\nx")]
        posts[f"runs-{name}"] = post(*cells, html="sanitize")
    for name, data in OUTPUTS.items():
        posts[f"runs-output-{name}"] = post(output(data), html="sanitize")
    for name, text in posts.items():
        (notebooks / f"{name}.ipynb").write_text(text, encoding="utf-8")
    report = blogtools.convert(folder)
    assert not report.errors, report.errors
    with hosted(folder / "_site") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with chromium() as browser:
        yield browser


class Visit:
    """A page, and what happens on it."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.page: Page = browser.new_page()
        self.site = site
        self.asked: list[str] = []
        self.ran: list[bool] = []
        self.page.expose_function("__pwned", lambda: self.ran.append(True))
        self.page.on("request", self._request)
        self.page.on("dialog", lambda dialog: dialog.dismiss())
        self.page.route(f"{OUTSIDE}/**", lambda route: route.fulfill(status=200, body=""))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.asked.append(request.url)

    def open(self, name: str) -> Page:
        """Open a post."""
        self.asked.clear()
        self.ran.clear()
        self.page.goto(f"{self.site}{name}/", wait_until="load")
        return self.page


@pytest.fixture(scope="module")
def visit(browser: Browser, site: str) -> Visit:
    """One page for all of them."""
    return Visit(browser, site)


COMPUTED = """() => {
  const layout = /^(height|width|block-size|inline-size|perspective-origin|transform-origin|top|bottom|inset.*)$/;
  const inside = '.cell:not(:last-child) *, .cell:not(:last-child), .neighbors, .neighbors *, script';
  const found = [];
  for (const one of document.querySelectorAll(`body, body :not(${inside})`)) {
    for (const pseudo of [null, '::before', '::after']) {
      const style = getComputedStyle(one, pseudo);
      if (pseudo && style.content === 'none') continue;
      let hash = 0;
      for (const name of [...style, '--ink', '--paper', '--text-font']) {
        const text = layout.test(name) ? '' : name + style.getPropertyValue(name);
        for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
      }
      found.push(`${one.tagName}.${one.className}${pseudo || ''} ${hash}`);
    }
  }
  return found;
}"""
"""Name and computed style (hashed) of each element outside of the cells that have something of an author's."""


@pytest.fixture(scope="module")
def plain(visit: Visit) -> dict[str, list[str]]:
    """The computed styles of pages without a style, by mode."""
    return {mode: visit.open(f"{mode}-none").evaluate(COMPUTED) for mode in ("style", "styled")}


@pytest.mark.parametrize("mode", ["style", "styled"])
@pytest.mark.parametrize("name", STYLES)
def test_no_style_leaves_its_output(name: str, mode: str, visit: Visit, plain: dict[str, list[str]]) -> None:
    """Nothing outside of the cells has another computed style than on the page without the style."""
    assert len(plain[mode]) > 25
    assert plain[mode] == visit.open(f"{mode}-{name}").evaluate(COMPUTED)
    assert [] == visit.asked


@pytest.mark.parametrize("mode", ["style", "styled"])
def test_styles_apply_in_their_output(mode: str, visit: Visit) -> None:
    """To the output that they come with, and to no other."""
    page = visit.open(f"{mode}-tags")
    colors = page.evaluate(
        "() => [...document.querySelectorAll('.output p.x, .output b')].map((one) => getComputedStyle(one).color)"
    )
    assert "rgb(1, 2, 3)" == colors[0]
    assert "rgb(1, 2, 3)" != colors[-1]


@pytest.mark.parametrize("mode", ["author", "sanitize"])
@pytest.mark.parametrize("name", ASKS)
def test_nothing_is_asked_before_a_click(name: str, mode: str, visit: Visit) -> None:
    """Of any other server, when the page is read to its end."""
    page = visit.open(f"asks-{mode}-{name}")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(50)
    assert [] == visit.asked


@pytest.mark.parametrize("name", ["img", "iframe", "srcdoc", "video", "script", "module", "markdown"])
def test_a_click_loads(name: str, visit: Visit) -> None:
    """With the keyboard, too: the box says from where."""
    page = visit.open(f"asks-author-{name}")
    control = page.locator(".external > :is(a, button)").first
    assert "evil.test" in control.inner_text()
    control.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)
    assert visit.asked
    assert all(url.startswith(OUTSIDE) for url in visit.asked)
    assert page.url.endswith(f"asks-author-{name}/")


CLICK_ALL = """() => {
  document.addEventListener('click', (event) => {
    if (/^https?:/.test(event.target.closest('a')?.href ?? '')) event.preventDefault();
  });
  for (const one of document.querySelectorAll('.post-body *')) {
    one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  }
}"""


@pytest.mark.parametrize("name", [*RUNS, *(f"output-{name}" for name in OUTPUTS)])
def test_nothing_of_a_sanitized_notebook_runs(name: str, visit: Visit) -> None:
    """When it is opened, and when all of it is clicked."""
    page = visit.open(f"runs-{name}")
    assert "The end." in page.inner_text("main")
    assert "are left out" in page.inner_text(".post-footer")
    elements = "script, iframe, object, embed, form, base, meta[http-equiv], template"
    assert 0 == page.evaluate(f"() => document.querySelectorAll('.post-body :is({elements})').length")
    links = page.evaluate("() => [...document.querySelectorAll('a')].map((one) => one.href.baseVal ?? one.href)")
    assert [] == [link for link in links if link.lower().startswith(("javascript:", "vbscript:", "data:"))]
    page.evaluate(CLICK_ALL)
    page.wait_for_timeout(50)
    assert [] == visit.ran
    assert [] == visit.asked


def test_the_attacks_would_be_seen(visit: Visit) -> None:
    """On a page that is nobody's."""
    page = visit.open("plain")
    page.set_content(f'<img src="x" onerror="{RUN}"><img src="{OUTSIDE}/a.png">')
    page.wait_for_timeout(100)
    assert visit.ran
    assert f"{OUTSIDE}/a.png" in visit.asked
