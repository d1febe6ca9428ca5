"""Source code keeps every character and gets the colors a reader expects."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES, Token

from blogtools.render.code import highlight as module
from blogtools.render.code.highlight import highlight, normal_language

_MARKUP = re.compile(r'<span class="(\w+)">|(</span>)|([^<]+)')

PROGRAM = '''\
#!/usr/bin/env python
"""What the module is for, it's <short>."""
from __future__ import annotations
import os.path, sys as system
from ..shapes import (Circle as Round, Square)

LIMIT = 0xFF + 1_000 + 1.5e-3 + 0b1010 + .5 + 0o17 + 2.
EMPTY = ('', "", b"", r'\\d+', Rb"\\x", u'ü', """triple "quoted" text""", \'\'\'and
the \\\'\'\' other\'\'\')
matrix = first @ second if first is not None and len(first) > 3 else None


@dataclass
class Account(Base):
    # what it holds
    # in cents
    balance: int = 0

    @property
    def rich(self) -> bool:
        \'\'\'Tell whether it is "rich".\'\'\'
        return self.balance >= 10**6 or not any(x.print for x in self.list)

    async def pay(self, *, amount=1, match=None):
        match amount:
            case 0 | 1:
                raise ValueError("too 'little'") from None
            case [first, *rest]:
                yield lambda: first % 2
        match = re.match(amount)
        try:
            async with lock: await asyncio.sleep(1)
        except (KeyError, TypeError) as error:
            print('100%', error, end='\\n', sep="\\\\")
        finally:
            global done; done = True; del rest
'''


def _runs(highlighted: str) -> list[tuple[tuple[str, ...], str]]:
    """List the texts of HTML, each with the classes of the spans around it."""
    found: list[tuple[tuple[str, ...], str]] = []
    spans: list[str] = []
    for opening, closing, text in _MARKUP.findall(highlighted):
        if opening:
            spans.append(opening)
        elif closing:
            spans.pop()
        else:
            found.append((tuple(spans), html.unescape(text)))
    assert not spans
    return found


def _text(highlighted: str) -> str:
    return "".join(text for _, text in _runs(highlighted))


def _role(css_class: str) -> str:
    """Reduce Pygments' class to what a reader tells apart."""
    if css_class in {"nb", "bp", "nc", "nn", "ne", "nd", "ow", "kc"}:
        return css_class
    if css_class in {"nf", "fm"}:
        return "nf"
    return css_class[:1] if css_class[:1] in {"k", "s", "c", "m"} else ""


COLORED = {
    "comments-merge": ("# a\n  # b\nx", '<span class="c"># a\n  # b</span>\nx'),
    "text-is-escaped": ("a<b&c>d", "a&lt;b&amp;c&gt;d"),
    "attribute-is-no-builtin": ("x.print(y.id)", "x.print(y.id)"),
    "words-inside-names": ("format_x, is_in, Nones", "format_x, is_in, Nones"),
    "keyword-before-quote": ('return"x"', '<span class="k">return</span><span class="s">"x"</span>'),
    "constants": ("None", '<span class="kc">None</span>'),
    "exception": ("KeyError", '<span class="ne">KeyError</span>'),
    "decorator": ("  @a.b(c)", '  <span class="nd">@a.b</span>(c)'),
    "matrix-product": ("a @b", "a @b"),
    "fstring-fields": ('f"{{a}} {b!r:>{w}}"', '<span class="s">f"{{a}} <span class="si">{b!r:&gt;{w}}</span>"</span>'),
    "fstring-same-quotes": ('f"{d["#"]}" + x', '<span class="s">f"<span class="si">{d["#"]}</span>"</span> + x'),
    "tstring": ("t'{a}'", '<span class="s">t\'<span class="si">{a}</span>\'</span>'),
    "docstring": (' r"""a\nb"""', ' <span class="sd">r"""a\nb"""</span>'),
    "triple-inside-line": ("x = '''a'''", "x = <span class=\"s\">'''a'''</span>"),
    "escaped-quote": (r"'it\'s' x", r"""<span class="s">'it\'s'</span> x"""),
    "string-continued": ('"a\\\nb"', '<span class="s">"a\\\nb"</span>'),
    "unterminated": ('x = "abc\ndef f(): pass', None),
    "soft-match": ("match x:", '<span class="k">match</span> x:'),
    "match-as-name": ("match = re.match(x)\nmatch (x)", "match = re.match(x)\nmatch (x)"),
    "soft-type": ("type X = y", '<span class="k">type</span> X = y'),
    "type-as-builtin": ("type(x)", '<span class="nb">type</span>(x)'),
    "line-magic": ("%matplotlib inline", '<span class="k">%matplotlib</span> inline'),
    "magic-keeps-words-plain": ("%cd in/for's", '<span class="k">%cd</span> in/for\'s'),
    "magic-with-python": ("%timeit sum(x)", '<span class="k">%timeit</span> <span class="nb">sum</span>(x)'),
    "magic-indented": ("if x:\n    %run a.py", '<span class="k">if</span> x:\n    <span class="k">%run</span> a.py'),
    "modulo-on-next-line": ("(a\n   %b)", "(a\n   %b)"),
    "shell": ("!pip install 'x' don't", "<span class=\"k\">!pip</span> install 'x' don't"),
    "shell-continued": ("!ls \\\n  -l if\nx", '<span class="k">!ls</span> \\\n  -l if\nx'),
    "shell-assigned": ("files = !ls in", 'files = <span class="k">!ls</span> in'),
    "unequal": ("a\n != b", "a\n != b"),
    "help": ("?x\nx.y??", "?x\nx.y??"),
    "cell-magic-python": ("%%time\nNone", '<span class="k">%%time</span>\n<span class="kc">None</span>'),
    "cell-magic-unknown": ("%%mine a b\nNone", '<span class="k">%%mine</span> a b\n<span class="kc">None</span>'),
    "cell-magic-bash": ("%%bash\necho x", '<span class="k">%%bash</span>\n<span class="nb">echo</span> x'),
    "cell-magic-html": ("# c\n%%HTML\n<b>", None),
    "cell-magic-nested": ("%%capture\n%%bash\necho", None),
    "cell-magic-file": ("%%writefile a/b.json\n[null]", None),
    "cell-magic-script": ("%%script --bg bash\nNone", '<span class="k">%%script</span> --bg bash\nNone'),
    "cell-magic-text": ("%%ai gpt\nfor me", '<span class="k">%%ai</span> gpt\nfor me'),
}
PARTS = {
    "unterminated": [(("k",), "def"), (("nf",), "f"), (("k",), "pass")],
    "cell-magic-html": [(("c",), "# c"), (("k",), "%%HTML"), (("nt",), "b")],
    "cell-magic-nested": [(("k",), "%%capture"), (("k",), "%%bash"), (("nb",), "echo")],
    "cell-magic-file": [(("k",), "%%writefile"), (("kc",), "null")],
}


@pytest.mark.parametrize("name", COLORED)
def test_python_is_colored(name: str) -> None:
    """What a reader sees of Python and IPython, construct by construct."""
    source, expected = COLORED[name]
    actual = highlight(source, "python")
    if expected is None:
        assert PARTS[name] == [(spans, text) for spans, text in _runs(actual) if spans]
    else:
        assert expected == actual
    assert source == _text(actual)


def test_python_agrees_with_pygments() -> None:
    """Every visible character of an ordinary program has the role that Pygments gives it."""
    ours = [
        (_role(spans[0] if spans else ""), char) for spans, text in _runs(highlight(PROGRAM, "py")) for char in text
    ]
    theirs = [
        (_role(STANDARD_TYPES[kind]), char)
        for _, kind, value in PythonLexer().get_tokens_unprocessed(PROGRAM)
        for char in value
    ]
    assert [pair for pair in theirs if not pair[1].isspace()] == [pair for pair in ours if not pair[1].isspace()]


_SNIPPETS = st.sampled_from([
    '"', "'", '"""', "'''", "\\", "\n", " ", "f", "rb", "f'", "{", "}", "#", "@a", "%", "%%", "%time ", "!", "!ls",
    "?", "=", "def ", "class A", "import a as b, c", "from . import x", "match x:", "case", "type X=", "1", ".5", "0x",
    "e-3", ".", "..", "print", "None", "é", "٣", "²", "&lt;", "<b>", "&", "\t", "\r\n", "\x00", "\x1b[0m", "%%bash\n",
    "%%R x\n",
])  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_SNIPPETS | st.text(max_size=5), max_size=30).map("".join))
def test_no_character_is_lost(source: str) -> None:
    """The text content is the source to the letter, however broken the source is."""
    assert source == _text(highlight(source, "ipython3"))


@pytest.mark.parametrize("language", ["bash", "html", "r", "c++", "julia", "latex", "sql", "js", "yaml", "console"])
@settings(max_examples=15)
@given(source=st.lists(_SNIPPETS | st.text(max_size=5), max_size=20).map("".join))
def test_no_character_is_lost_in_other_languages(language: str, source: str) -> None:
    """Pygments' own changes to a text (line ends, a mark at its start) do not reach the page."""
    assert source == _text(highlight(source, language))


@pytest.mark.parametrize("language", ["text", "", "mermaid", "no-such-language"])
def test_unknown_language_is_only_escaped(language: str) -> None:
    """A language nobody knows stays readable."""
    expected = "if a &lt; 1: 'b' &amp; c\n"
    assert expected == highlight("if a < 1: 'b' & c\n", language)


def test_other_languages_leave_names_and_punctuation_plain() -> None:
    """Only what a style colors costs bytes."""
    expected = 'x &lt;- <span class="nf">c</span>(<span class="m">1</span>)'
    assert expected == highlight("x <- c(1)", "R")


def test_very_long_source_in_another_language_is_only_escaped() -> None:
    """What is too long to be read is not worth the seconds that Pygments would take."""
    source = "x=1;\n" * 50_000
    assert source == highlight(source, "javascript")


@pytest.mark.parametrize(
    "unit",
    [
        '"', "'", "\\", '\\"', '"""\\', "'''\\'''", 'a"', 'f"{""}', 'f"{""}\\\n', 'f"{"f"}', """f"{" '"' """,
        'f"{ "f"', 'f"""{', "%", "\n%a", "\n%%", "%%time\n", "!", "\n!\\", "=!", "#\n ", "\n@a.", "import a,",
        "import a as ", "1_", "\nmatch (:", "\nmatch [:#", ".", "&", "ab", " ", "\n ",
    ],
)  # fmt: skip
def test_long_odd_sources_stay_whole(unit: str) -> None:
    """No source, however odd, loses a character or makes the scanner search again and again (it would be minutes)."""
    source = unit * (200_000 // len(unit))
    assert source == html.unescape(re.sub("<[^>]*>", "", highlight(source, "python")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ipython3", "python"), ("py", "python"), ("Python3", "python"), ("python3.11", "python"), ("R", "r"),
        ("ir", "r"), ("c++", "cpp"), ("C++17", "cpp"), ("xcpp14", "cpp"), ("C#", "csharp"), ("julia-1.9", "julia"),
        ("bash", "bash"), ("sh", "bash"), ("text", "text"), ("", "text"), ("mermaid", "mermaid"),
        ("{python}", "python"), ("{.r .foo}", "r"), ("python title='a b'", "python"), ("html+jinja", "html+jinja"),
        ("perl6", "raku"), ("objective-c", "objective-c"),
    ],
    ids=repr,
)  # fmt: skip
def test_languages_have_one_name(name: str, expected: str) -> None:
    """Kernels, fences and magics name a language in many ways."""
    assert expected == normal_language(name)


def test_python_needs_no_pygments() -> None:
    """Most posts never wait for Pygments to be imported."""
    program = (
        "import sys; from blogtools.render.code.highlight import highlight; "
        "highlight('!ls', 'python'); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "pygments" not in loaded


WRONG = {
    "drops": lambda text: text[:-1],
    "adds": lambda text: f"{text} ",
    "repeats": lambda text: text * 2,
    "leaves out": lambda text: text.replace("1", ""),
    "reorders": lambda text: text[::-1],
    "raises": lambda text: {}[text],
}
"""What a wrong highlighter does to its text."""
SOURCES = {
    "python": "x = [1, 2]  # a < b & c\n",
    "%%time": "%%time\nx = 1",
    "%%bash": "%%bash\nif [ 1 ]; then ls; fi",
    "r": "x <- c(1, 2)",
    "sql": "SELECT 1",
}
"""Language, or cell magic in Python, to source code."""


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_highlighter_costs_only_colors(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    """Python comes from Pygments instead; and where that is wrong too, or in other languages, without colors."""
    spoil, source = WRONG[wrong], SOURCES[name]
    language = "python" if name.startswith("%%") else name
    expected = highlight(source, language)
    monkeypatch.setattr(module, "color_python", lambda text: f'<span class="k">{spoil(text)}</span>')
    shown = highlight(source, language)
    assert source == html.unescape(re.sub("<[^>]*>", "", shown))
    assert "<span" in shown
    if language != "python":
        assert expected == shown
    monkeypatch.setattr(module, "_lexer", lambda _: Spoiled(spoil))
    assert source == html.unescape(re.sub("<[^>]*>", "", highlight(source, language)))


class Spoiled:
    """A lexer of Pygments that gives another text than it was given."""

    def __init__(self, spoil: Callable[[str], str]) -> None:
        self.spoil = spoil

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """Yield one token."""
        yield 0, Token.Keyword, self.spoil(text)
