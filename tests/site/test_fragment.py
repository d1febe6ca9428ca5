from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from playwright.sync_api import Page

from blogtools import read_post
from blogtools.render.context import Rendering
from blogtools.render.html.page import render_body
from blogtools.render.outputs.widgets import widget_states
from blogtools.site.feeds import Feed, FeedItem, atom
from blogtools.site.fragment import feed_fragment, sections
from tests.conftest import WriteNotebook
from tests.web import chromium

TESTS = Path(__file__).parent.parent
NOTEBOOKS = sorted((TESTS.parent / "notebooks").glob("*.ipynb"))
CASES = sorted((TESTS / "cases").glob("*/body.html"))
URL = "https://example.org/blog/a-post/"

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr='alert(1)'/>",
    "<img/src='x'/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<img src=javascript:alert(1)>",
    "<video><source onerror=alert(1) src=x></video>",
    "<audio src=x onerror=alert(1)>",
    "<video poster=javascript:alert(1) src=x></video>",
    "<details open ontoggle=alert(1)><summary>s</summary></details>",
    "<body onload=alert(1)>",
    "<p style=animation-name:x onanimationstart=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='  \x01javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href=vbscript:alert(1)>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href='" + " " * 200 + "da\tta:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=data:image/svg+xml,<svg/onload=alert(1)>>x</a>",
    "<img srcset='javascript:alert(1) 1x, data:text/html,x 2x, x.png 3x' src=x>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<svg><title><img src=x onerror=alert(1)></title></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi><style><img src=x onerror=alert(1)></style></mi></math>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><mtext></p><style><!--</style><img src=x onerror=alert(1)>--></style></mtext></math>",
    "<math href=javascript:alert(1)><mi>x</mi></math>",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe title='\"><img src=x onerror=alert(1)>' src='x\"onmouseover=alert(1)'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<p title='<svg><title>\"><img src=x onerror=alert(1)></title>'>x</p>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<td style='background:url(https://evil.example/x.png)'>",
    "<table><tr><td style='background:url(https://evil.example/x.png)'>x</table>",
    "<table><tr><td style='background:u\\72l(//evil.example)'>x</table>",
    "<table background=https://evil.example/x.png><tr><td>x</table>",
    "<form action=https://evil.example/><input name=x><button formaction=javascript:alert(1)>x</button></form>",
    "<isindex action=javascript:alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<div class=snippet-tools id=location><a id=document name=cookie>x</a></div>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "<plaintext><img src=x onerror=alert(1)>",
]
TAG = re.compile(r"""<(/?)([a-z][a-z0-9-]*)((?: [a-z:-]+(?:="[^"]*")?)*)>""")
ATTRIBUTE = re.compile(r' ([a-z:-]+)="([^"]*)"')
FORBIDDEN = re.compile(
    "script|style|link|base|meta|i?frame|object|embed|applet|form|input|button|select|textarea|template|svg|title|xmp"
    "|foreignobject|noscript|annotation-xml|plaintext|marquee|body|html"
)
WITH_URL = frozenset(["href", "src", "poster", "action", "data", "cite", "xlink:href"])


def check_inert(html: str) -> None:
    """Whatever is in the HTML can only be read: no elements and attributes that do something, no odd addresses."""
    assert html.count("<") == len(TAG.findall(html))
    for _, name, attributes in TAG.findall(html):
        assert not FORBIDDEN.fullmatch(name)
        for key, written in ATTRIBUTE.findall(attributes):
            value = unescape(written)
            assert not key.startswith("on")
            assert key not in ("class", "id") or re.fullmatch(r"language-\S+|fn(ref)?-[0-9-]+", value)
            assert key != "style" or not re.search(r"url|@|\\|expression", value)
            if key in WITH_URL:
                assert re.match(r"(?:https?|mailto|tel):", value) or (
                    key == "src" and re.match("data:(?:image|audio|video)/", value)
                )
            if key == "srcset":
                assert all(re.match(r"\s*https?://", candidate) for candidate in value.split(","))


def text_of(html: str) -> list[str]:
    """The words of HTML as a reader finds them: without what scripts and styles say, and without the page's tools."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    for drawing in root.xpath("//figure[@class='diagram']//svg"):  # A feed has what it shows in words.
        drawing.tail = f" {drawing.get('aria-label', '')} {drawing.tail or ''}"
    for element in root.xpath("//div[@class='only-dark'] | //script | //style | //*[@class='snippet-tools'] | //svg"):
        element.drop_tree()
    for box in root.xpath("//input"):
        box.tail = ("☑" if box.get("checked") is not None else "☐") + (box.tail or "")
    for link in root.xpath("//a[@class='annotation']"):
        link.text = f" ({link.get('data-note')})"
    # A parser drops a line break after the tag, and this one does not.
    preformatted = [element.text_content().lstrip("\n") for element in root.iter("pre")]
    return [*root.text_content().split(), *preformatted]


def body_of(notebook: Path) -> str:
    """The body of a post's page, with figures drawn and snippets run, and its footnotes."""
    post = read_post(notebook)
    rendering = Rendering(post.source)
    rendering.scripts = lambda _: (("../assets/figures.js",), (), "")
    rendering.widgets = widget_states(post.notebook.metadata)
    body, markdown = render_body(post, rendering, lambda url, _: url, pyodide="../pyodide/")
    return body + markdown.footnotes.html()


PAGES = pytest.mark.parametrize(
    "path", [*NOTEBOOKS, *CASES], ids=lambda path: path.stem[:30] if path.suffix == ".ipynb" else path.parent.name
)


def page_of(path: Path) -> str:
    """The body of a notebook, or of a case."""
    return body_of(path) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")


@PAGES
def test_no_word_of_a_page_is_lost(path: Path) -> None:
    """A fragment has all words of the page, in their order, and code and printed text to the letter."""
    body = page_of(path)
    assert text_of(body) == text_of(feed_fragment(body, URL))


@PAGES
def test_the_fragment_of_a_page_is_inert_and_stays_as_it_is(path: Path) -> None:
    """Nothing in it does anything; made into a fragment again, it is the same."""
    fragment = feed_fragment(page_of(path), URL)
    check_inert(fragment)
    assert fragment == feed_fragment(fragment, URL)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_do_nothing(attack: str) -> None:
    """No script survives, whatever it hides in; the text around it does."""
    fragment = feed_fragment(f"<p>before</p>{attack}", URL)
    check_inert(fragment)
    assert fragment.startswith("<p>before</p>")
    assert fragment == feed_fragment(fragment, URL)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page in Chromium, which talks to nobody."""
    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        yield page


def test_attacks_do_nothing_in_a_browser(page: Page) -> None:
    """A browser that shows the fragments runs no script and asks nobody but the blog for anything."""
    calls: list[int] = []
    asked: list[str] = []

    def hit(number: int) -> None:
        calls.append(number)

    page.expose_function("hit", hit)
    page.on("request", lambda request: asked.append(request.url))

    def show(html: str) -> None:
        page.set_content(html.replace("alert(1)", "hit(1)"), wait_until="load")
        page.evaluate("for (const link of document.querySelectorAll('a[href^=j], details')) link.click()")

    show("<img src=x onerror=alert(1)>")
    page.wait_for_timeout(50)
    assert [1] == calls, "a script that is left in does not show"
    calls.clear()
    for attack in ATTACKS:
        show(feed_fragment(attack, URL))
    page.wait_for_timeout(50)
    assert ([], []) == (calls, [url for url in asked if "evil" in url])


def test_addresses_are_absolute() -> None:
    """Every address leads to where it leads on the page, in whatever attribute it is."""
    html = (
        '<p><a href="#day-1">1</a><a href="../b/?x=1#y">2</a><a href="/c">3</a><a href="//e.org/d">4</a>'
        '<a href="mailto:a@example.org">5</a><a href="">6</a><a href="ü b">7</a><a href="http://[bad">8</a>'
        '<img src="a.png" srcset="a.png, b.png 2x,../c.png 300w"><img src="data:image/png;base64,AAAA"></p>'
        '<video src="v.mp4" poster="p.png"></video><audio><source src="s.ogg" type="audio/ogg"></audio>'
    )
    fragment = feed_fragment(html, URL)
    assert [
        f"{URL}#day-1",
        "https://example.org/blog/b/?x=1#y",
        "https://example.org/c",
        "https://e.org/d",
        "mailto:a@example.org",
        URL,
        f"{URL}%C3%BC%20b",
    ] == re.findall(r'href="([^"]*)"', fragment)
    assert [f"{URL}a.png", "data:image/png;base64,AAAA", f"{URL}v.mp4", f"{URL}s.ogg"] == re.findall(
        r' src="([^"]*)"', fragment
    )
    assert f'srcset="{URL}a.png, {URL}b.png 2x, https://example.org/blog/c.png 300w"' in fragment
    assert f'poster="{URL}p.png"' in fragment
    assert "<a>8</a>" in fragment


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(
            '<pre class="code" data-language="python" tabindex="0"><code class="x language-python">'
            '<span class="k">def</span> f():\n    <span class="s">"a &lt; b"</span></code></pre>',
            '<pre><code class="language-python">def f():\n    "a &lt; b"</code></pre>',
            id="code without its colors",
        ),
        pytest.param("<pre>\n\n  a\n</pre>", "<pre>\n\n  a\n</pre>", id="empty first line"),
        pytest.param(
            '<h2 id="a"><span id="A"></span>A<a class="anchor" href="#a" aria-hidden="true" tabindex="-1"></a></h2>',
            "<h2>A</h2>",
            id="heading without its permalink",
        ),
        pytest.param(
            '<details class="fold fold-source"><summary>Show code</summary>\n<p>a</p></details>',
            "<details><summary>Show code</summary>\n<p>a</p></details>",
            id="fold",
        ),
        pytest.param(
            '<li class="task"><input type="checkbox" aria-label="Done" disabled checked> a</li>'
            '<li class="task"><input type="checkbox" aria-label="To do" disabled> b</li>',
            "<li>☑ a</li><li>☐ b</li>",
            id="tasks",
        ),
        pytest.param(
            '<aside class="callout callout-tip"><p class="callout-title">A <em>tip</em></p>\n<p>a</p></aside>',
            "<aside><p><strong>A <em>tip</em></strong></p>\n<p>a</p></aside>",
            id="callout",
        ),
        pytest.param(
            '<pre>a<a class="annotation" href="#a-1" aria-label="Annotation 1" data-note="1"></a>\nb</pre>',
            "<pre>a (1)\nb</pre>",
            id="annotation",
        ),
        pytest.param(
            '<div class="only-light"><p>a</p></div><div class="only-dark"><p>b</p></div>',
            "<div><p>a</p></div>",
            id="renderings",
        ),
        pytest.param(
            '<div class="live-figure" data-kind="vega" data-scripts="v.js" style="--figure-height: 9px">'
            '<script type="application/json">{}</script>'
            '<div class="figure-still"><img src="s.svg" alt="A" width="3" height="2" loading="lazy"></div></div>',
            f'<div><div><img src="{URL}s.svg" alt="A" width="3" height="2"></div></div>',
            id="still of a figure",
        ),
        pytest.param(
            "<noscript><img src='s.png' alt='A'></noscript>", f'<img src="{URL}s.png" alt="A">', id="noscript"
        ),
        pytest.param(
            '<math display="block"><semantics><mrow><mi>x</mi><mo stretchy="false">+</mo></mrow>'
            '<annotation encoding="application/x-tex">x+</annotation></semantics></math>',
            '<math display="block"><semantics><mrow><mi>x</mi><mo stretchy="false">+</mo></mrow>'
            '<annotation encoding="application/x-tex">x+</annotation></semantics></math>',
            id="formula",
        ),
        pytest.param(
            '<table class="dataframe"><tr><th style="text-align: right; color: red">a</th><td colspan="2">b</td></tr>'
            "</table>",
            '<table><tbody><tr><th style="text-align:right">a</th><td colspan="2">b</td></tr></tbody></table>',
            id="table",
        ),
        pytest.param(
            '<picture><source media="(width > 9px)" srcset="dark.png"><img src="light.png" alt="A"></picture>',
            f'<img src="{URL}light.png" alt="A">',
            id="picture",
        ),
        pytest.param(
            '<img src="l.png#gh-light-mode-only" alt="A"><img src="d.png#gh-dark-mode-only" alt="A">',
            f'<img src="{URL}l.png#gh-light-mode-only" alt="A">',
            id="light and dark picture",
        ),
        pytest.param(
            '<img src="d.png#only-dark" alt="A">', f'<img src="{URL}d.png#only-dark" alt="A">', id="dark picture alone"
        ),
        pytest.param(
            '<time datetime="2026-01-02">Friday</time><figure class="f"><figcaption>c</figcaption></figure>',
            '<time datetime="2026-01-02">Friday</time><figure><figcaption>c</figcaption></figure>',
            id="time and caption",
        ),
        pytest.param(
            '<sup class="footnote-ref" id="fnref-1"><a href="#fn-1">1</a></sup>',
            f'<sup id="fnref-1"><a href="{URL}#fn-1">1</a></sup>',
            id="footnote",
        ),
        pytest.param(
            "<video autoplay muted src=v.mp4></video>", f'<video src="{URL}v.mp4" controls=""></video>', id="video"
        ),
        pytest.param(
            '<iframe src="https://v.example/1" title="A film"></iframe>',
            '<a href="https://v.example/1">A film</a> ',
            id="frame",
        ),
        pytest.param("<iframe srcdoc='<p>a</p>'></iframe>", f'<a href="{URL}">{URL}</a> ', id="frame without address"),
        pytest.param("<object data='a b.pdf'>PDF</object>", f'<a href="{URL}a%20b.pdf">a b.pdf</a> PDF', id="object"),
        pytest.param(
            "<svg viewBox='0 0 1 1'><title>Rain &amp; sun</title><text>1</text></svg>",
            f'<a href="{URL}">Rain &amp; sun</a> ',
            id="drawing with a title",
        ),
        pytest.param("<svg><text>10</text></svg>", f'<a href="{URL}">{URL}</a> ', id="drawing with words"),
        pytest.param("a<svg><path d='M0'/></svg>b", "ab", id="drawing without words"),
        pytest.param("<svg aria-hidden='true'><title>A</title></svg>a", "a", id="drawing that is hidden"),
        pytest.param(
            "<progress max=9 value=3>3 of 9</progress> <label>a <select><option>b</option></select></label>",
            "3 of 9 a ",
            id="controls",
        ),
        pytest.param(
            "a&#1;b\x0cc&#xfffe;d\ud800e&#13;f\r\ng\uffff", "ab cde\nf\ng", id="characters that XML cannot hold"
        ),
        pytest.param(
            "<p>a <int> b <none>c</none> <path> d <Set title='<b>'>e</p>"
            "<script>if (1<n) x='</p>'</script><math><mi>x</mi></math><!-- <int> -->",
            "<p>a  b c  d e</p><math><mi>x</mi></math>",
            id="elements that HTML does not have",
        ),
        pytest.param("<p>a<b>b<p>c</div>d", "<p>a<b>b</b></p><p><b>cd</b></p>", id="tags left open"),
    ],
)
def test_what_becomes_of(html: str, expected: str) -> None:
    """What a page has for its style and its scripts goes, or something plain takes its place."""
    assert expected == feed_fragment(html, URL)
    assert expected == feed_fragment(expected, URL)


PIECES = st.sampled_from(
    [
        *ATTACKS,
        *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<svg>", "</svg>"),
        *("<math>", "<mtext>", "</math>", "<style>", "</style>", "<!--", "-->", "<a href='", '<img title="', "'", '"'),
        *(
            "<pre>",
            "\n",
            "</pre>",
            "<textarea>",
            "<select>",
            "<option>",
            "<![CDATA[",
            "]]>",
            ">",
            "<",
            "/",
            "&",
            "&#0;",
        ),
        *("<annotation-xml encoding=text/html>", "<foreignObject>", "<desc>", "<title>", "<noscript>", "<iframe>"),
    ]
)


@given(st.lists(PIECES | st.text(st.characters(), max_size=3), max_size=12).map("".join))
def test_no_soup_does_anything(html: str) -> None:
    """Pieces of attacks in any order give HTML that is inert, however often it is parsed, and fit for XML."""
    fragment = feed_fragment(html, URL)
    check_inert(fragment)
    check_inert(feed_fragment(fragment, URL))
    item = FeedItem("a", URL, "A", fragment, None, "2026-01-01T00:00:00Z")
    feed = Feed("f", "F", URL, URL, "", "", "en", "2026-01-01T00:00:00Z", (item,))
    content = etree.fromstring(atom(feed)).findtext("{*}entry/{*}content")
    assert fragment == content


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> str:
    """Correct HTML with words in it."""
    word = draw(st.text(st.sampled_from("ab&<>\"' \u00a0é😀"), min_size=1, max_size=5))
    text = word.replace("&", "&amp;").replace("<", "&lt;")
    if not depth:
        return text
    name = draw(
        st.sampled_from(
            ["div", "section", "blockquote", "article", "aside", "details", "my-own", "int", "none", "path"]
        )
    )
    children = "".join(draw(st.lists(trees(depth - 1), max_size=3)))
    return f'<{name} class="x" onclick="y()">{text}{children}</{name}>'


@given(trees())
def test_no_word_of_any_tree_is_lost(html: str) -> None:
    """What is not kept as an element is kept as text, and a second time nothing changes."""
    fragment = feed_fragment(html, URL)
    assert text_of(html) == text_of(fragment)
    assert fragment == feed_fragment(fragment, URL)


# Days of a diary ------------------------------------------------------------------------------------------------------


def test_a_diary_is_cut_into_its_days(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """Each day has what stands below its heading, whatever cells that is in, and no word is lost or doubled."""
    notebook = write_notebook(
        tmp_path / "diary.ipynb",
        '# A diary\n\nIt begins.\n\n## January 1, 2026 - One & "only"\n\nfirst',
        ("code", "print(1)"),
        "### Not a day\n\nmore",
        "end of it\n\n## January 2, 2026\n\nsecond\n\n## January 3, 2026\n\nthird",
        '## January 4, 2026\n\n```html\n<h2 id="january-1-2026">no heading</h2>\n```',
    )
    post = read_post(notebook)
    body = body_of(notebook)
    anchors = [entry.anchor for entry in post.entries]
    days = sections(body, anchors)
    fragments = [feed_fragment(day, URL) for day in days.values()]

    assert anchors == list(days)
    assert 4 == len(days)
    assert body == body[: body.index(days[anchors[0]])] + "".join(days.values())
    for fragment, entry in zip(fragments, post.entries, strict=True):
        check_inert(fragment)
        assert re.match(r"(?:<div>\s*)?<h2>", fragment)
        assert entry.title.split() == text_of(fragment)[: len(entry.title.split())]
        assert fragment.count("<div>") == fragment.count("</div>")
    words = {"first", "more", "end", "second", "third", 'id="january-1-2026">no'}
    assert [["first", "more", "end"], ["second"], ["third"], ['id="january-1-2026">no']] == [
        [word for word in dict.fromkeys(text_of(fragment)) if word in words] for fragment in fragments
    ]


@pytest.mark.parametrize(
    ("html", "anchors", "expected"),
    [
        pytest.param(
            '<p>intro</p><h2 id="a">A</h2><p>1</p><h2 id="x">X</h2><p>2</p><h2 id="b">B</h2>',
            ["a", "b"],
            {"a": '<h2 id="a">A</h2><p>1</p><h2 id="x">X</h2><p>2</p>', "b": '<h2 id="b">B</h2>'},
            id="headings that are no days",
        ),
        pytest.param(
            '<p>1</p><h2 id="b">B</h2><p>2</p>',
            ["title", "b"],
            {"title": "<p>1</p>", "b": '<h2 id="b">B</h2><p>2</p>'},
            id="first day in the title",
        ),
        pytest.param(
            '<h2 id="a">A</h2><h3 id="c">C</h3>',
            ["a", "b", "c"],
            {"a": '<h2 id="a">A</h2>', "c": '<h3 id="c">C</h3>'},
            id="day that is not there",
        ),
        pytest.param(
            '<h2>\n<span id="a"></span><em>A</em></h2><h1 class="x" id="it&#x27;s-&quot;b&quot;">B</h1>',
            ["a", 'it\'s-"b"'],
            {
                "a": '<h2>\n<span id="a"></span><em>A</em></h2>',
                'it\'s-"b"': '<h1 class="x" id="it&#x27;s-&quot;b&quot;">B</h1>',
            },
            id="anchors inside of headings, with quotes",
        ),
        pytest.param(
            '<div class="cell cell-markdown" data-cell="2">\n<h2 id="a">A</h2>\n</div>\n'
            '<div class="cell cell-markdown" data-cell="3">\n<h2 id="b">B</h2>\n</div>\n',
            ["a", "b"],
            {
                "a": '<div class="cell cell-markdown" data-cell="2">\n<h2 id="a">A</h2>\n</div>\n',
                "b": '<div class="cell cell-markdown" data-cell="3">\n<h2 id="b">B</h2>\n</div>\n',
            },
            id="cells stay whole",
        ),
        pytest.param('<p id="a">A</p>', [], {}, id="no days"),
    ],
)
def test_sections(html: str, anchors: list[str], expected: dict[str, str]) -> None:
    """A part begins with its heading, and its cell if that is the first in it, and ends where the next begins."""
    assert expected == sections(html, anchors)
