"""Marks of other tools, most of which are shown as text here, or have no effect: one row for each, with an example.

Sources: the manuals of Pandoc, Quarto, MyST, Sphinx, nbdev, fastpages, Jekyll, kramdown, Hugo, MkDocs with the
extensions of Material, Docusaurus, Obsidian, Nikola and Pelican.
"""

from __future__ import annotations

import re

from blogtools.transform.dialects.mark import Mark, mark_row
from blogtools.transform.dialects.more_marks import MORE_MARKS
from blogtools.transform.markdown.callouts import CALLOUT_KINDS
from blogtools.transform.markdown.directives import WRITERS
from blogtools.transform.markdown.roles import STYLE_ROLES

MARKS: tuple[Mark, ...] = (
    # Pandoc and Quarto.
    mark_row(
        "Pandoc",
        "attributes of a heading",
        b"{",
        rb"^ {0,3}#{1,6}[ \t][^\n]*(\{[#.-][^{}\n]*\})[ \t]*$",
        "## A {#sec-a .x}",
        effect="removed",
        obeyed="line",
    ),
    mark_row(
        "Pandoc",
        "attributes of a link or picture",
        b"){",
        rb"\{(?<=\)\{)(?=[#.\w])[^{}\n]*[#.=][^{}\n]*\}",
        "![b](https://x.org/a.png){width=50%}",
        effect="removed",
        obeyed="line",
    ),
    mark_row(
        "Pandoc",
        "span with attributes",
        b"]{",
        rb"\{(?<=\]\{)[#.][^{}\n]*\}",
        "[b]{.aside}",
        effect="removed",
        obeyed="line",
    ),
    mark_row(
        "Pandoc",
        "attributes of code",
        b"`{",
        rb"\{(?<=`\{)[.#][^{}\n]*\}",
        "`b`{.python}",
        effect="removed",
        obeyed="line",
    ),
    mark_row(
        "Pandoc",
        "div",
        b":::",
        rb"^[ \t>]*:{3,}[ \t]*"
        rb"(?:\{[^{}.\n]*\.[\w-]+[^{}\n]*\}|\{#[^{}\n]*\}|\w[\w-]*[^{}\n]*?)[ \t:]*$",
        "::: {.column-margin}\nb\n:::",
        obeyed="block",
    ),
    mark_row(
        "Pandoc",
        "citation",
        b"@",
        rb"\[(?=[^\[\]\n]*@)(?:[^\[\]\n@]*[ ;-])?@[\w{][^\[\]\n]*\](?![(:\[])",
        "b [see @doe99, p. 3]",
        hint="name a file with the entry as `bibliography` in the metadata, or put the text in backticks",
    ),
    mark_row(
        "Quarto",
        "caption of a table",
        b"\n: ",
        rb"\|[ \t]*\n{1,2}(:[ \t]+[^\n]+)",
        "| a |\n|---|\n| b |\n\n: A caption {#tbl-a}",
        obeyed="block",
    ),
    mark_row("Pandoc", "inline footnote", b"^[", rb"\^\[(?<![\[\\]\^\[)[^\]\n]+\]", "b^[a note]", obeyed="block"),
    mark_row("Pandoc", "superscript", b"^", rb"\^(?<=\w\^)[\w+-]{1,12}\^(?![\w^])", "2^10^", obeyed="line"),
    mark_row("Pandoc", "subscript", b"~", rb"~(?<=\w~)[\w+-]{1,12}~(?!~)", "H~2~O", obeyed="line"),
    mark_row(
        "Pandoc",
        "numbered example",
        b"(@",
        rb"^\(@[\w-]*\)[ \t]",
        "(@) b",
        effect="obeyed",
    ),
    mark_row("Pandoc", "reference to an example", b"(@", rb"\(@[\w-]+\)", "as (@a) shows"),
    mark_row(
        "Pandoc, reStructuredText",
        "grid table",
        b"+-",
        rb"^ {0,3}\+(?:[-=:]+\+)+[ \t]*$",
        "+---+\n| a |\n+===+\n| b |\n+---+",
        hint="its cells must not reach over several columns or rows, and its lines must end under one another",
        obeyed="block",
    ),
    mark_row(
        "Pandoc",
        "simple or multiline table",
        b"-- -",
        rb"^ *-{2,}(?: +-{2,})+[ \t]*$",
        "a    b\n---  ---\nc    d",
        effect="obeyed",
    ),
    mark_row(
        "Quarto",
        "widths of the columns of a table",
        b"tbl-colwidths",
        rb"^ {0,3}:[ \t][^\n]*tbl-colwidths",
        '| a | b |\n|---|---|\n| c | d |\n\n: {tbl-colwidths="[40,60]"}',
        effect="obeyed",
    ),
    mark_row(
        "Quarto",
        "code in a line",
        b"`{",
        rb"`\{(?:r|ojs)\}[ \t][^`\n]*`",
        "It is `{r} x`.",
        "code",
    ),
    mark_row(
        "R Markdown",
        "chunk of code",
        b"{",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{(?:r|python|julia|sql|bash|ojs)\b[^{}\n]*\}",
        "```{r}\nf()\n```",
        "code",
        obeyed="line",
    ),
    mark_row(
        "Quarto",
        "unknown attributes of a block of code",
        b"{.",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{\.[^{}\n]*\}",
        "```{.python .b}\nf()\n```",
        "code",
        effect="ignored",
    ),
    mark_row(
        "Quarto",
        "title, numbers, lines that stand out, caption of a block of code",
        b"{.",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{\.[^{}\n]*=[^{}\n]*\}",
        '```{.python filename="a.py" code-line-numbers="2"}\nf()\n```',
        "code",
        effect="obeyed",
    ),
    mark_row(
        "Quarto",
        "annotation of code, with a list after the code",
        b"<1>",
        rb"#[ \t]*<1>[ \t]*$",
        "f()  # <1>",
        "code",
        effect="obeyed",
    ),
    mark_row(
        "Docusaurus, VitePress",
        "highlighted lines of code",
        b"{",
        rb"^[ \t>]*[`~]{3,}[ \t]*\w+[ \t]*\{\d[\d,-]*\}",
        "```python {2,4-6}\nf()\n```",
        "code",
        effect="obeyed",
    ),
    mark_row(
        "Hugo",
        "highlighted lines, numbers of lines",
        b"hl_lines=[",
        rb"^[ \t>]*[`~]{3,}[ \t]*\w+[ \t]*\{[^{}\n]*(?:hl_lines|linenos)=",
        '```python {hl_lines=[2,"4-6"],linenos=true}\nf()\n```',
        "code",
        effect="obeyed",
    ),
    # MyST and Sphinx.
    mark_row(
        "MyST",
        "role that styles text",
        b"}`",
        rb"\{(?:" + b"|".join(map(re.escape, map(str.encode, STYLE_ROLES))) + rb")\}(?=`)",
        "{kbd}`b`",
        obeyed="line",
    ),
    mark_row("MyST", "role", b"}`", rb"\{[a-z][\w:.+-]*\}(?=`)", "{numref}`b`"),
    mark_row("MyST", "target", b")=", rb"^\([\w:./ -]+\)=[ \t]*$", "(b)=\n\ntext", effect="removed", obeyed="line"),
    mark_row(
        "MyST",
        "directive for blocks, between colons",
        b":::",
        rb"^[ \t>]*:{3,}[ \t]*\{(?:" + b"|".join(map(re.escape, map(str.encode, (*WRITERS, *CALLOUT_KINDS)))) + rb")\}",
        ":::{margin}\nb\n:::",
        obeyed="block",
    ),
    mark_row(
        "MyST",
        "directive for blocks, between backticks",
        b"``{",
        rb"^[ \t>]*`{3,}\{(?:" + b"|".join(map(re.escape, map(str.encode, (*WRITERS, *CALLOUT_KINDS)))) + rb")\}",
        "```{margin}\nb\n```",
        "code",
        obeyed="block",
    ),
    mark_row(
        "MyST",
        "directive",
        b"{",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{(?P<kind>[a-z][\w:-]*)\}",
        "```{toctree}\nb\n```",
        "code",
    ),
    mark_row(
        "MyST",
        "directive",
        b":::",
        rb"^[ \t>]*:{3,}[ \t]*\{(?P<kind>[a-z][\w:-]*)\}[^\n]*",
        ":::{toctree}\nb\n:::",
        effect="ignored",
    ),
    mark_row("MyST", "block break", b"+++", rb"^\+\+\+(?=[ \t]*(?:\{[^\n]*)?$)", "a\n\n+++\n\nb", effect="removed"),
    mark_row("MyST", "link whose text is the title of its target", b"[](", rb"\[\]\((?<!!\[\]\()[^)\n]+\)", "[](#b)"),
    mark_row("Sphinx", "directive", b".. ", rb"^\.\. [\w:-]+::", ".. note:: b"),
    mark_row("Sphinx", "role", b":`", rb":(?<![\w`]:)[a-z][\w:+.-]*:(?=`[^`\n])", ":ref:`b`"),
    # Templates: Jekyll, fastpages, Hugo, MkDocs macros, Nikola, Pelican.
    mark_row(
        "Quarto, Hugo, Nikola",
        "shortcode",
        b"{{",
        rb"\{\{[<%]/?[ \t]*(?!embed\b)[\w/-][^\n]*?[>%]\}\}",
        "{{< video https://x.org/a >}}",
    ),
    mark_row(
        "Jekyll, Jinja, MyST",
        "variable",
        b"{{",
        rb"\{\{(?<!\{\{\{)(?![<%{])(?![ \t-]*embed\b|[^{}\n]*fndetail)[^{}\n]*\S[^{}\n]*\}\}(?!\})",
        "{{ site.github }}",
    ),
    mark_row("Jekyll, Jinja", "tag", b"{%", rb"\{%-?(?<!\{\{%)[ \t]*(?!fn\b)\w[^\n]*?-?%\}", "{% include a.html %}"),
    mark_row(
        "kramdown, MkDocs",
        "attribute list",
        b"{:",
        rb"\{:[ \t]*(?:[#.\w/-][^{}\n]*)?\}",
        "text\n{: #b .c }",
        effect="removed",
        obeyed="line",
    ),
    mark_row(
        "Hugo, MyST",
        "attributes of a block",
        b"{",
        rb"^\{[#.][^{}\n]*\}[ \t]*$",
        "text\n{.b}",
        effect="removed",
        obeyed="line",
    ),
    mark_row(
        "Pelican",
        "link to a source",
        b"]({",
        rb"\{(?<=\]\(\{)(?:filename|attach|static|index|author|category|tag)\}[^)\n]*",
        "[a]({filename}b.md)",
    ),
    # MkDocs with the extensions of Material; GitLab, Obsidian, Docusaurus.
    mark_row(
        "MkDocs", "content tab", b"===", rb"^ {0,3}===[!+]*[ \t]+\"[^\"\n]*\"", '=== "A"\n\n    b', obeyed="block"
    ),
    mark_row(
        "MkDocs",
        "admonition",
        b"!!!",
        rb"^[ \t]*!!![ \t]+(?:[\w-]+|\")[^\n]*",
        "!!! pied-piper\n\n    b",
        hint="indent its text by four spaces",
        obeyed="block",
    ),
    mark_row(
        "MkDocs",
        "collapsible block",
        b"???",
        rb"^[ \t]*\?\?\?\+?[ \t]+(?:[\w-]+|\")[^\n]*",
        "??? pied-piper\n\n    b",
        hint="indent its text by four spaces",
        obeyed="block",
    ),
    mark_row(
        "MkDocs",
        "highlighted text",
        b"==",
        rb"==(?<![=\w]==)(?=[^\s=])[^=\n]*[^\s=]==(?![=\w])",
        "a ==b== c",
        obeyed="line",
    ),
    mark_row("MkDocs", "inserted text", b"^^", rb"\^\^[^\s^][^^\n]*\^\^", "^^a^^", obeyed="line"),
    mark_row("MkDocs", "keys", b"++", rb"\+\+(?<![\w+{]\+\+)[a-z][\w+\"-]*\+\+(?![\w+])", "++ctrl+c++", obeyed="line"),
    mark_row(
        "MkDocs",
        "change",
        b"{",
        rb"\{(?:\+\+[^{}\n]*\+\+|--[^{}\n]*--|~~[^{}\n]*~~|==[^{}\n]*==)\}",
        "{++a++}",
        obeyed="line",
    ),
    mark_row("MkDocs", "included file", b"8<", rb"^[ \t]*;?-+8<-+[^\n]*", '--8<-- "a.md"'),
    mark_row("MkDocs", "abbreviation", b"*[", rb"^\*\[[^\]\n]+\]:", "*[HTML]: Language", obeyed="line"),
    mark_row(
        "MkDocs, GitLab",
        "place of the contents",
        b"TOC",
        rb"^(?:\[TOC\]|\[\[_TOC_\]\])[ \t]*$",
        "[TOC]",
        effect="removed",
    ),
    mark_row(
        "MkDocs", "icon", b":", rb":(?<![\w:]:)(?:material|fontawesome|octicons|simple)-[\w-]+:", ":material-check:"
    ),
    mark_row(
        "GitHub, MkDocs",
        "name of an emoji",
        b":",
        rb":(?<=[^\n]:)(?<![\w:/`]:)[a-z][a-z0-9_]{2,30}:(?![\w:/`])",
        "a :tada: b",
        obeyed="line",
    ),
    *(
        mark_row(
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
    mark_row(
        "MkDocs",
        "Markdown inside of HTML",
        b"markdown",
        rb"<[a-z][^<>]*\smarkdown(?:[\s=>])",
        "<div markdown>\n\n*a*\n\n</div>",
        "html",
        effect="ignored",
        obeyed="always",
    ),
    mark_row(
        "Obsidian",
        "link between notes",
        b"[[",
        rb"\[\[(?<![\[\w]\[\[)(?!_TOC_)[A-Za-z][^\[\]\n]*\]\](?![(\[])",
        "[[Other note]]",
    ),
    mark_row(
        "Obsidian",
        "callout of an unknown kind",
        b"[!",
        rb"^[ \t]*(?:>[ \t]*)+\[!(?P<kind>[\w-]+)\][^\n]*",
        "> [!pied-piper] A\n> b",
        obeyed="block",
    ),
    # LaTeX outside of formulas.
    mark_row(
        "LaTeX",
        "command",
        b"\\",
        rb"\\(?<!\\\\)(?:cite[a-z]*|footnote|caption|section|subsection|textbf|textit|emph|newpage|pagebreak|clearpage|includegraphics|index)\b",
        "\\textbf{a}",
    ),
    mark_row(
        "cite2c",
        "citation",
        b"data-cite",
        rb"<cite[^<>]*\sdata-cite=",
        '<cite data-cite="a">b</cite>',
        "html",
        effect="ignored",
    ),
    # Drawings.
    mark_row(
        "GitHub",
        "diagram",
        b"`",
        rb"^[ \t>]*[`~]{3,}[ \t]*\{?(?:plantuml|d2|tikz|ditaa|wavedrom|geojson|topojson|stl)\b",
        "```plantuml\nA -> B\n```",
        "code",
        effect="ignored",
    ),
    *MORE_MARKS,
)
"""The first of several that begin at one place counts."""

IGNORED_OPTIONS = {
    **dict.fromkeys(("df-print", "lightbox", "fig-responsive", "class-source", "class-output"), "Quarto"),
    **dict.fromkeys(("attr-source", "attr-output", "animation-hook"), "R Markdown"),
}
"""Options of a cell of code that shape its page in the tool they are for, and do nothing here."""

IGNORED_TAGS = {
    **dict.fromkeys(("nbsphinx-thumbnail", "nbsphinx-gallery", "nblinkgallery", "nbsphinx-toctree"), "nbsphinx"),
    **dict.fromkeys(("margin", "popout", "full-width", "sidebar"), "Jupyter Book"),
}
"""Tags of a cell that change where it stands, or what else is made of it, in the tool they are for."""

IGNORED_KEYS = {
    **dict.fromkeys(("crossref", "code-tools", "df-print"), "Quarto"),
    "abbreviations": "MyST",
    **dict.fromkeys(("expiry-date", "noindex", "robots", "sitemap"), "Hugo, Jekyll"),
    "search-exclude": "fastpages",
    "search": "Quarto, MkDocs",
}
"""Keys of front matter that change a post, or who finds it, in the tool they are for, and do nothing here."""
