"""Marks of other tools, most of which are shown as text here, or have no effect: one row for each, with an example.

Sources: the manuals of Pandoc, Quarto, MyST, Sphinx, nbdev, fastpages, Jekyll, kramdown, Hugo, MkDocs with the
extensions of Material, Docusaurus, Obsidian, Nikola and Pelican.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from blogtools.memo import lazy_pattern
from blogtools.transform.code.fences import CODE_DIRECTIVES
from blogtools.transform.markdown.callouts import CALLOUT_KINDS
from blogtools.transform.markdown.directives import WRITERS
from blogtools.transform.markdown.roles import STYLE_ROLES

Effect = Literal["shown", "ignored", "removed", "obeyed"]
"""What becomes of a mark: readers see it as it is written; nothing, and they do not see it; or it is taken out.

Where a mark that is taken out names an id, an anchor takes its place. What is obeyed does what it
does in its tool.
"""
Obeyed = Literal["", "line", "block", "always"]
"""Marks that are obeyed: within lines before they are looked for, or as blocks when Markdown is parsed.

Of these, it is told what is left of them, which is `always` nothing for some.
"""
Part = Literal["text", "code", "html"]
"""Text that is no code and no HTML; an opening fence, or code within a line, with what surrounds it; a tag."""


class Mark(msgspec.Struct, frozen=True):
    """A mark of another tool."""

    dialect: str
    name: str
    """A noun phrase, without article, for the message."""
    needs: bytes
    """What every place with the mark has in it, a brace in its first line: a fast check."""
    pattern: re.Pattern[bytes]
    example: str
    """A piece of Markdown with the mark."""
    part: Part = "text"
    effect: Effect = "shown"
    hint: str = "write it in Markdown or HTML, or remove it"
    """That on what is left of the mark, if it is obeyed."""
    obeyed: Obeyed = ""

    def matches(self, match: re.Match[bytes]) -> bool:
        """Return True if a match of the pattern is not of a kind that is obeyed; its named groups are kinds."""
        return not any(kind and kind.decode().lower() in _OBEYED_KINDS for kind in match.groupdict().values())


_OBEYED_KINDS = frozenset(
    {
        *CALLOUT_KINDS,
        *(f"callout-{kind}" for kind in CALLOUT_KINDS),
        "raw",
        "only",
        "ifconfig",
        "math",
        *CODE_DIRECTIVES,
        *WRITERS,
    }
)


def _mark(  # noqa: PLR0913, PLR0917 - a row of the table
    dialect: str,
    name: str,
    needs: bytes,
    pattern: bytes,
    example: str,
    part: Part = "text",
    effect: Effect = "shown",
    obeyed: Obeyed = "",
    **more: str,
) -> Mark:
    compiled = lazy_pattern(pattern, re.MULTILINE)
    return Mark(dialect, name, needs, compiled, example, part, effect, obeyed=obeyed, **more)


MARKS: tuple[Mark, ...] = (
    # Pandoc and Quarto.
    _mark(
        "Pandoc",
        "attributes of a heading",
        b"{",
        rb"^ {0,3}#{1,6}[ \t][^\n]*(\{[#.-][^{}\n]*\})[ \t]*$",
        "## A {#sec-a .x}",
        effect="removed",
        obeyed="line",
    ),
    _mark(
        "Pandoc",
        "attributes of a link or picture",
        b"){",
        rb"\{(?<=\)\{)(?=[#.\w])[^{}\n]*[#.=][^{}\n]*\}",
        "![b](https://x.org/a.png){width=50%}",
        effect="removed",
        obeyed="line",
    ),
    _mark(
        "Pandoc",
        "span with attributes",
        b"]{",
        rb"\{(?<=\]\{)[#.][^{}\n]*\}",
        "[b]{.aside}",
        effect="removed",
        obeyed="line",
    ),
    _mark(
        "Pandoc",
        "attributes of code",
        b"`{",
        rb"\{(?<=`\{)[.#][^{}\n]*\}",
        "`b`{.python}",
        effect="removed",
        obeyed="line",
    ),
    _mark(
        "Pandoc",
        "div",
        b":::",
        rb"^[ \t>]*:{3,}[ \t]*"
        rb"(?:\{[^{}.\n]*\.(?P<kind>[\w-]+)[^{}\n]*\}|\{#[^{}\n]*\}|(?P<bare>\w[\w-]*)[^{}\n]*?)[ \t:]*$",
        "::: {.column-margin}\nb\n:::",
        obeyed="block",
    ),
    _mark(
        "Pandoc",
        "citation",
        b"@",
        rb"\[(?=[^\[\]\n]*@)(?:[^\[\]\n@]*[ ;-])?@[\w{][^\[\]\n]*\](?![(:\[])",
        "b [see @doe99, p. 3]",
        hint="name a file with the entry as `bibliography` in the metadata, or put the text in backticks",
    ),
    _mark(
        "Quarto",
        "caption of a table",
        b"\n: ",
        rb"\|[ \t]*\n{1,2}(:[ \t]+[^\n]+)",
        "| a |\n|---|\n| b |\n\n: A caption {#tbl-a}",
        obeyed="block",
    ),
    _mark("Pandoc", "inline footnote", b"^[", rb"\^\[(?<![\[\\]\^\[)[^\]\n]+\]", "b^[a note]", obeyed="block"),
    _mark("Pandoc", "superscript", b"^", rb"\^(?<=\w\^)[\w+-]{1,12}\^(?![\w^])", "2^10^", obeyed="line"),
    _mark("Pandoc", "subscript", b"~", rb"~(?<=\w~)[\w+-]{1,12}~(?!~)", "H~2~O", obeyed="line"),
    _mark("Pandoc", "example list", b"(@", rb"^\(@[\w-]*\)[ \t]", "(@a) b"),
    _mark("Pandoc", "grid table", b"+--", rb"^\+(?:[-=:]+\+)+[ \t]*$", "+---+\n| a |\n+===+\n| b |\n+---+"),
    _mark(
        "Quarto",
        "code in a line",
        b"`{",
        rb"`\{(?:r|ojs)\}[ \t][^`\n]*`",
        "It is `{r} x`.",
        "code",
    ),
    _mark(
        "R Markdown",
        "chunk of code",
        b"{",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{(?:r|python|julia|sql|bash|ojs)\b[^{}\n]*\}",
        "```{r}\nf()\n```",
        "code",
        obeyed="line",
    ),
    _mark(
        "Quarto",
        "unknown attributes of a block of code",
        b"{.",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{\.[^{}\n]*\}",
        "```{.python .b}\nf()\n```",
        "code",
        effect="ignored",
    ),
    _mark(
        "Quarto",
        "title, numbers, lines that stand out, caption of a block of code",
        b"{.",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{\.[^{}\n]*=[^{}\n]*\}",
        '```{.python filename="a.py" code-line-numbers="2"}\nf()\n```',
        "code",
        effect="obeyed",
    ),
    _mark(
        "Quarto",
        "annotation of code, with a list after the code",
        b"<1>",
        rb"#[ \t]*<1>[ \t]*$",
        "f()  # <1>",
        "code",
        effect="obeyed",
    ),
    _mark(
        "Docusaurus, VitePress",
        "highlighted lines of code",
        b"{",
        rb"^[ \t>]*[`~]{3,}[ \t]*\w+[ \t]*\{\d[\d,-]*\}",
        "```python {2,4-6}\nf()\n```",
        "code",
        effect="obeyed",
    ),
    _mark(
        "Hugo",
        "highlighted lines, numbers of lines",
        b"hl_lines=[",
        rb"^[ \t>]*[`~]{3,}[ \t]*\w+[ \t]*\{[^{}\n]*(?:hl_lines|linenos)=",
        '```python {hl_lines=[2,"4-6"],linenos=true}\nf()\n```',
        "code",
        effect="obeyed",
    ),
    # MyST and Sphinx.
    _mark(
        "MyST",
        "role that styles text",
        b"}`",
        rb"\{(?:" + b"|".join(map(re.escape, map(str.encode, STYLE_ROLES))) + rb")\}(?=`)",
        "{kbd}`b`",
        obeyed="line",
    ),
    _mark("MyST", "role", b"}`", rb"\{[a-z][\w:.+-]*\}(?=`)", "{numref}`b`"),
    _mark("MyST", "target", b")=", rb"^\([\w:./ -]+\)=[ \t]*$", "(b)=\n\ntext", effect="removed", obeyed="line"),
    _mark(
        "MyST",
        "directive for blocks, between colons",
        b":::",
        rb"^[ \t>]*:{3,}[ \t]*\{(?:" + b"|".join(map(re.escape, map(str.encode, WRITERS))) + rb")\}",
        ":::{margin}\nb\n:::",
        obeyed="block",
    ),
    _mark(
        "MyST",
        "directive for blocks, between backticks",
        b"``{",
        rb"^[ \t>]*`{3,}\{(?:" + b"|".join(map(re.escape, map(str.encode, WRITERS))) + rb")\}",
        "```{margin}\nb\n```",
        "code",
        obeyed="block",
    ),
    _mark(
        "MyST",
        "directive",
        b"{",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{(?P<kind>[a-z][\w:-]*)\}",
        "```{toctree}\nb\n```",
        "code",
    ),
    _mark(
        "MyST",
        "directive",
        b":::",
        rb"^[ \t>]*:{3,}[ \t]*\{(?P<kind>[a-z][\w:-]*)\}[^\n]*",
        ":::{toctree}\nb\n:::",
        effect="ignored",
    ),
    _mark("MyST", "block break", b"+++", rb"^\+\+\+(?=[ \t]*(?:\{[^\n]*)?$)", "a\n\n+++\n\nb", effect="removed"),
    _mark("MyST", "link whose text is the title of its target", b"[](", rb"\[\]\((?<!!\[\]\()[^)\n]+\)", "[](#b)"),
    _mark("Sphinx", "directive", b".. ", rb"^\.\. [\w:-]+::", ".. note:: b"),
    _mark("Sphinx", "role", b":`", rb":(?<![\w`]:)[a-z][\w:+.-]*:(?=`[^`\n])", ":ref:`b`"),
    # Templates: Jekyll, fastpages, Hugo, MkDocs macros, Nikola, Pelican.
    _mark(
        "Quarto, Hugo, Nikola",
        "shortcode",
        b"{{",
        rb"\{\{[<%]/?[ \t]*(?!embed\b)[\w/-][^\n]*?[>%]\}\}",
        "{{< video https://x.org/a >}}",
    ),
    _mark(
        "Jekyll, Jinja, MyST",
        "variable",
        b"{{",
        rb"\{\{-?[ \t]*(?!embed\b|[^{}\n]*fndetail)[\w'\".-]+(?:[ \t]*[|(\[][^{}\n]*|[ \t]*)-?\}\}",
        "{{ site.github }}",
    ),
    _mark("Jekyll, Jinja", "tag", b"{%", rb"\{%-?[ \t]*(?!embed\b|fn\b)\w[^\n%]*-?%\}", "{% include a.html %}"),
    _mark(
        "kramdown, MkDocs",
        "attribute list",
        b"{:",
        rb"\{:[ \t]*(?:[#.\w/-][^{}\n]*)?\}",
        "text\n{: #b .c }",
        effect="removed",
        obeyed="line",
    ),
    _mark(
        "Hugo, MyST",
        "attributes of a block",
        b"{",
        rb"^\{[#.][^{}\n]*\}[ \t]*$",
        "text\n{.b}",
        effect="removed",
        obeyed="line",
    ),
    _mark(
        "Pelican",
        "link to a source",
        b"]({",
        rb"\{(?<=\]\(\{)(?:filename|attach|static|index|author|category|tag)\}[^)\n]*",
        "[a]({filename}b.md)",
    ),
    # MkDocs with the extensions of Material; GitLab, Obsidian, Docusaurus.
    _mark("MkDocs", "content tab", b"===", rb"^ {0,3}===[!+]*[ \t]+\"[^\"\n]*\"", '=== "A"\n\n    b', obeyed="block"),
    _mark(
        "MkDocs",
        "admonition of an unknown kind",
        b"!!!",
        rb"^ {0,3}!!![ \t]+(?P<kind>[\w-]+)[^\n]*",
        "!!! pied-piper\n\n    b",
        obeyed="block",
    ),
    _mark(
        "MkDocs",
        "collapsible block",
        b"???",
        rb"^ {0,3}\?\?\?\+?[ \t]+(?P<kind>[\w-]+)[^\n]*",
        "??? pied-piper\n\n    b",
        obeyed="block",
    ),
    _mark(
        "MkDocs",
        "highlighted text",
        b"==",
        rb"==(?<![=\w]==)(?=[^\s=])[^=\n]*[^\s=]==(?![=\w])",
        "a ==b== c",
        obeyed="line",
    ),
    _mark("MkDocs", "inserted text", b"^^", rb"\^\^[^\s^][^^\n]*\^\^", "^^a^^", obeyed="line"),
    _mark("MkDocs", "keys", b"++", rb"\+\+(?<![\w+{]\+\+)[a-z][\w+\"-]*\+\+(?![\w+])", "++ctrl+c++", obeyed="line"),
    _mark(
        "MkDocs",
        "change",
        b"{",
        rb"\{(?:\+\+[^{}\n]*\+\+|--[^{}\n]*--|~~[^{}\n]*~~|==[^{}\n]*==)\}",
        "{++a++}",
        obeyed="line",
    ),
    _mark("MkDocs", "included file", b"8<", rb"^[ \t]*-+8<-+[^\n]*", '--8<-- "a.md"'),
    _mark("MkDocs", "abbreviation", b"*[", rb"^\*\[[^\]\n]+\]:", "*[HTML]: Language", obeyed="line"),
    _mark(
        "MkDocs, GitLab",
        "place of the contents",
        b"TOC",
        rb"^(?:\[TOC\]|\[\[_TOC_\]\])[ \t]*$",
        "[TOC]",
        effect="removed",
    ),
    _mark("MkDocs", "icon", b":", rb":(?<![\w:]:)(?:material|fontawesome|octicons|simple)-[\w-]+:", ":material-check:"),
    _mark(
        "GitHub, MkDocs",
        "name of an emoji",
        b":",
        rb":(?<=[^\n]:)(?<![\w:/`]:)[a-z][a-z0-9_]{2,30}:(?![\w:/`])",
        "a :tada: b",
        obeyed="line",
    ),
    *(
        _mark(
            "MkDocs",
            name,
            needs,
            rb"^[ \t>]*[`~]{3,}[ \t]*\w*[ \t]+[^\n]*\b" + needs,
            f"```python {needs.decode()}2\nf()\n```",
            "code",
            effect="obeyed",
        )
        for name, needs in (
            ("title of code", b"title="),
            ("highlighted lines of code", b"hl_lines="),
            ("numbers of lines", b"linenums="),
        )
    ),
    _mark(
        "MkDocs",
        "Markdown inside of HTML",
        b"markdown",
        rb"<[a-z][^<>]*\smarkdown(?:[\s=>])",
        "<div markdown>\n\n*a*\n\n</div>",
        "html",
        effect="ignored",
        obeyed="always",
    ),
    _mark(
        "Obsidian",
        "link between notes",
        b"[[",
        rb"\[\[(?<![\[\w]\[\[)(?!_TOC_)[A-Za-z][^\[\]\n]*\]\](?![(\[])",
        "[[Other note]]",
    ),
    _mark(
        "Obsidian",
        "callout of an unknown kind",
        b"[!",
        rb"^[ \t]*(?:>[ \t]*)+\[!(?P<kind>[\w-]+)\][^\n]*",
        "> [!pied-piper] A\n> b",
        obeyed="block",
    ),
    # LaTeX outside of formulas.
    _mark(
        "LaTeX",
        "command",
        b"\\",
        rb"\\(?<!\\\\)(?:cite[a-z]*|footnote|caption|section|subsection|textbf|textit|emph|newpage|pagebreak|clearpage|includegraphics|index)\b",
        "\\textbf{a}",
    ),
    _mark(
        "cite2c",
        "citation",
        b"data-cite",
        rb"<cite[^<>]*\sdata-cite=",
        '<cite data-cite="a">b</cite>',
        "html",
        effect="ignored",
    ),
    # Drawings.
    _mark(
        "GitHub",
        "diagram",
        b"`",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{?(?:plantuml|d2|tikz|ditaa|wavedrom|geojson|topojson|stl)\b",
        "```plantuml\nA -> B\n```",
        "code",
        effect="ignored",
    ),
)
"""The first of several that begin at one place counts."""

IGNORED_OPTIONS = dict.fromkeys(
    (
        "panel",
        "output-location",
        "df-print",
    ),
    "Quarto",
)
"""Options of a cell of code that shape its page in the tool they are for, and do nothing here."""

IGNORED_KEYS = {
    **dict.fromkeys(("crossref", "code-tools", "df-print"), "Quarto"),
    "abbreviations": "MyST",
    **dict.fromkeys(("expiry-date", "noindex", "robots", "sitemap"), "Hugo, Jekyll"),
    "search-exclude": "fastpages",
    "search": "Quarto, MkDocs",
}
"""Keys of front matter that change a post, or who finds it, in the tool they are for, and do nothing here."""
