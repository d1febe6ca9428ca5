"""HTML of other people: what can be read stays as it is, all else goes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from blogtools import read_post
from blogtools.render.context import Rendering
from blogtools.render.html.page import render_body
from blogtools.render.sanitize.clean import cleaned, cleaned_svg
from tests.conftest import make_notebook
from tests.test_page_structure import by_justhtml

KEPT = [
    '<table class="dataframe"><tbody><tr style="text-align: right"><th colspan="2">a</th></tr></tbody></table>',
    '<p align="center"><font color="red">a</font> <mark>b</mark><br><kbd>c</kbd> d<sup>2</sup></p>',
    '<details open=""><summary>a</summary><ol start="3" type="a"><li value="4">b</li></ol></details>',
    '<img src="a.png" alt="b" width="50%"><img src="data:image/png;base64,AAAA" alt="">',
    '<a href="https://example.org/?a=1&amp;b">a</a><a href="#b">b</a><a href="mailto:a@b.c">c</a>',
    '<math display="block"><mfrac><mn>1</mn><mi mathvariant="normal">x</mi></mfrac></math>',
    '<svg viewBox="0 0 9 9"><defs><linearGradient id="g"><stop offset="1"></stop></linearGradient></defs>'
    '<path d="M0 0" fill="url(#g)" style="stroke: red"></path></svg>',
    '<input type="checkbox" id="a" checked=""><label for="a">b</label>',
    '<span style="color: #ff0000; font-weight: bold">a</span>',
    "<style>#T_1 td{color: red}</style>",
]


@pytest.mark.parametrize("html", KEPT)
def test_kept(html: str) -> None:
    """Byte for byte."""
    assert html == cleaned(html)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("a<script>b</script>c", "ac"),
        ('<img src="a.png" onerror="b">', '<img src="a.png">'),
        ('<a href="javascript:a">b</a>', "<a>b</a>"),
        ('<a href=" java\nscript:a">b</a>', "<a>b</a>"),
        ('<a href="data:text/html,a">b</a>', "<a>b</a>"),
        ('<iframe src="https://a.org/b" title="A film">c</iframe>', '<a href="https://a.org/b">A film</a>'),
        ('<iframe src="javascript:a"></iframe><object data="b.svg"></object>', '<a href="b.svg">b.svg</a>'),
        ('<form action="a"><input name="b"><button>c</button></form>', "c"),
        ('<p style="position:fixed;color:red;background:url(a)">b</p>', '<p style="color: red">b</p>'),
        ("<style>@import 'a'; p{position:fixed}</style>b", "b"),
        ("<div data-scripts=a class=b>c</div>", '<div class="b">c</div>'),
        ('<svg><a xlink:href="javascript:a"><text>b</text></a></svg>', "<svg><a><text>b</text></a></svg>"),
        ('<svg><use href="a.svg#b"/><rect fill="url(a.svg#b)"/></svg>', "<svg><use></use><rect></rect></svg>"),
        ("<svg><foreignObject><p>a</p></foreignObject></svg>", "<svg></svg>"),
        ('<b a="<script>">c</b><!-- d -->', "<b>c</b>"),
        ("<template><p>a</p></template><noscript><p>b</p></noscript>c", "<p>b</p>c"),
    ],
)
def test_cleaned(html: str, clean: str) -> None:
    """What could act is gone; cleaned a second time, nothing changes."""
    assert clean == cleaned(html)
    assert clean == cleaned(clean)


def test_a_drawing_stays_xml() -> None:
    """It can be a file of its own."""
    svg = b"""<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" onload="a"><script>b</script>
    <style type="text/css">*{stroke-linejoin: round; position:fixed}</style><text>a&#160;b</text></svg>"""
    clean = cleaned_svg(svg)
    root = ET.fromstring(clean.decode())  # noqa: S314 - our own
    assert b"script" not in clean
    assert b"onload" not in clean
    assert ["style", "text"] == [element.tag.rpartition("}")[2] for element in root]
    assert "*{stroke-linejoin: round}" == root[0].text
    assert b"" == cleaned_svg(b"<p>x</p>")


RICH = """# A title

Text with *all*, `kinds` & ~~of~~ **things**: $x^2$, [links](https://example.org "t") and https://example.org/x.[^1]

## Heading 8:00 AM / x

> [!TIP]
> A callout

| a | b |
|:--|--:|
| 1 | $$\\frac{a}{b}$$ |

- [x] done
- [ ] to do

1. a
   - b

$$\\begin{align}a &= b \\\\ c &= \\mathbf{d}\\end{align}$$

```python
print("<b>")
```

Term
: Definition

***

![A picture](a.png)

[^1]: A footnote with $y$.
"""


def test_our_own_markup_stays(tmp_path: Path) -> None:
    """In a cell that has HTML of its author, too, all that Markdown makes is as it would be without cleaning."""
    path = tmp_path / "a.ipynb"
    pages = []
    for front in ("x: y", "html: sanitize"):
        path.write_text(json.dumps(make_notebook(("raw", f"---\n{front}\n---"), f"{RICH}\n<b>x</b> <u>y</u>")))
        post = read_post(path)
        body, markdown = render_body(post, Rendering(post.source), lambda url, _: url)
        # Spaces between declarations, and how an empty value is written, make no difference.
        html = re.sub(r";(?=\")", "", f"{body}{markdown.footnotes.html()}".replace("; ", ";"))
        pages.append(by_justhtml(re.sub(r'(disabled|checked)=""', r"\1", f"<!doctype html>{html}")))
    assert pages[0] == pages[1]
