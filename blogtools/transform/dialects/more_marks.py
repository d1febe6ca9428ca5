"""More marks of other tools: those of MDX, of notes, of reStructuredText and LaTeX, and the rarer ones of Markdown.

Sources: the manuals of MDX, Docusaurus, VitePress, Obsidian, Dataview, Logseq, Roam, HackMD, GitLab, MultiMarkdown,
Markua, docutils, bookdown, xaringan and pymdownx.
"""

from __future__ import annotations

from blogtools.transform.dialects.mark import Mark, mark_row

_HTML_NAMES = (
    rb"(?i:abbr|address|article|aside|audio|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|dd"
    rb"|del|details|dfn|div|dl|dt|em|embed|figcaption|figure|font|footer|form|frame|frameset|head|header|hr|html|iframe"
    rb"|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|menu|meta|nav|object|ol|optgroup|option|output|param"
    rb"|picture|pre|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td"
    rb"|textarea|tfoot|th|thead|time|title|tr|track|tt|ul|var|video)\b"
)
"""Names of elements of HTML with more than one letter, in any case."""

MORE_MARKS: tuple[Mark, ...] = (
    # MkDocs with pymdownx, Python-Markdown, kramdown.
    mark_row(
        "pymdownx",
        "block",
        b"///",
        rb"^[ \t]*/{3,}[ \t]+(?:\w[\w-]*)(?:[ \t]*\|[^\n]*)?[ \t]*$",
        "/// note | A\nb\n///",
        hint="give it a name that pymdownx knows, close it with a line ///, and do not indent it",
        obeyed="block",
    ),
    mark_row(
        "pymdownx",
        "progress bar",
        b"[=",
        rb"\[={1,}\d[\d./]*%?(?:[ \t]+\"[^\"\n]*\")?\]",
        '[=75% "75%"]',
        effect="shown",
    ),
    mark_row("pymdownx", "change over paragraphs", b"{", rb"^\{(?:\+\+|--|~~|==)[ \t]*$", "{++\n\na\n\n++}"),
    mark_row(
        "Python-Markdown",
        "language of a block of code",
        b":::",
        rb"(?:\A|^(?! {4}|\t)[^\n]*\n)(?:[ \t]*\n)*(?: {4}|\t)(:::\w[^\n]*)$",
        "a\n\n    :::python\n    f()",
        "indented",
    ),
    *(
        mark_row(
            "pymdownx",
            "language of code in a line",
            b"`" + sign,
            rb"`" + sign + rb"[A-Za-z][\w+-]*[ \t]+[^`\n]*`",
            f"`{sign.decode()}python f()`",
            "code",
            obeyed="line",
        )
        for sign in (b"#!", b":::")
    ),
    mark_row(
        "MkDocs",
        "attributes of a cell of a table, an item, emphasized text or an icon",
        b"{",
        rb"\{(?:(?:(?<=[*_>]\{)|(?<=\w:\{))[.#]|[ \t]+[.#])[\w-][^{}\n]*\}",
        "**a**{ .b }",
        effect="removed",
    ),
    mark_row(
        "MkDocs",
        "list of all tags",
        b"[TAGS",
        rb"^\[TAGS\][ \t]*$",
        "[TAGS]",
        hint="remove it: each blog has such a page",
    ),
    mark_row("kramdown", "extension", b"{:", rb"\{::[a-z][^{}\n]*\}|\{:/[a-z]*\}", '{::options toc_levels="1" /}'),
    mark_row("fastpages", "embedded page", b"jekyll:", rb"^> ?jekyll:[ \t]+\S[^\n]*", "> jekyll: a"),
    mark_row(
        "mkdocstrings",
        "reference to code",
        b"][",
        rb"(\[[^\[\]\n]+\]\[([A-Za-z_][\w:-]*\.[\w.:-]*)\])(?![\s\S]*^ {0,3}\[\2\]:)",
        "[a][b.c]",
        hint="write [text](address)",
    ),
    # Pandoc, Quarto, R Markdown.
    mark_row(
        "Pandoc",
        "citation in a sentence",
        b"@",
        rb"@(?<![\w@./\\\[`:{-]@)(?:\{[^{}\n]+\}|[A-Za-z][\w:-]*?(?:1[6-9]|20)\d\d[a-z]?(?![\w-])"
        rb"|[A-Za-z][\w:-]*(?=[ ]\[p{1,2}\.[ \d]))",
        "As @doe1999 says",
        hint="name a file with the entry as `bibliography` in the metadata, or put the text in backticks",
    ),
    mark_row("Pandoc", "item with a number", b"#.", rb"^ {0,3}#\.[ \t]+(?=\S)", "#. a", effect="obeyed"),
    mark_row(
        "Pandoc",
        "lines that break where they are written",
        b"| ",
        rb"^\|[ \t][^|\n]*(?=\n\|[ \t][^|\n]*$)",
        "| a\n| b",
        effect="obeyed",
    ),
    mark_row(
        "Pandoc", "definition", b"\n  ~", rb"^ {2,3}~[ \t]+[A-Za-z*`]", "Term\n\n  ~ Definition", hint="write : for ~"
    ),
    mark_row(
        "Pandoc",
        "attributes of the address of a link",
        b"]:",
        rb"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+[^\n{}]*(\{[^{}\n]*[=.#][^{}\n]*\})[ \t]*$",
        "[a][b]\n\n[b]: https://x.org {width=50%}",
        effect="removed",
    ),
    mark_row("Pandoc, Quarto", "pause", b". . .", rb"^\. \. \.[ \t]*$", "a\n\n. . .\n\nb", effect="removed"),
    mark_row(
        "Quarto",
        "attributes of a slide",
        b"{",
        rb"^ {0,3}#{1,6}[ \t][^\n]*(\{[\w-]+=[^{}\n]*\})[ \t]*$",
        '## A {background-color="red"}',
        effect="removed",
    ),
    mark_row("Quarto, Observable", "value in a line", b"${", rb"\$\{[A-Za-z_][\w.()]*\}", "It is ${x}."),
    mark_row("R Markdown", "reference", b"@ref(", rb"\\?@ref\([\w:.-]+\)", "See \\@ref(fig:a)"),
    mark_row("R Markdown", "text of a caption", b"(ref:", rb"^\(ref:[\w-]+\)", "(ref:a) b"),
    mark_row(
        "xaringan",
        "class",
        b"[",
        rb"^\.[a-z][\w-]*\[",
        ".pull-left[\na\n]",
        hint="write it in HTML, or remove it",
    ),
    # MyST.
    mark_row(
        "MyST",
        "span with attributes, role with options",
        b"}`",
        rb"\{(?:[.#][\w-][^{}\n`]*|[a-z][\w:-]*[ \t][^{}\n`]*)\}(?=`)",
        "{.a #b}`c`",
    ),
    mark_row("MyST", "attributes of code", b"`{", rb"\{(?<=`\{)\w+=[^{}\n]*\}", "`a`{l=python}", effect="removed"),
    mark_row(
        "MyST",
        "attributes of a quotation",
        b'="',
        rb"^\{[\w-]+=\"[^{}\n]*\"[^{}\n]*\}[ \t]*$",
        '{attribution="A"}\n> b',
        effect="removed",
    ),
    *(
        mark_row(
            "MyST",
            name,
            needs,
            start + rb"(?=(?:rrid|ror|project|path|inv|xref|wiki|doi|github|myst):)[^\s<>()]+[>)]",
            example,
            "tag",
            hint="write the address of the page",
        )
        for name, needs, start, example in (
            ("link to a project, a path or an identifier", b"](", rb"\]\(", "[a](project:b.md)"),
            ("address of a project, a path or an identifier", b"<", rb"<", "<rrid:SCR_1>"),
        )
    ),
    # reStructuredText.
    mark_row(
        "reStructuredText",
        "link",
        b"`_",
        rb"`[^`\n]+<[^<>`\n]+>`__?(?!\w)",
        "`a <https://x.org>`_",
        "code",
        hint="write [text](address)",
    ),
    mark_row(
        "reStructuredText", "target, footnote or substitution", b".. ", rb"^\.\. [_|\[][^\n]*", ".. _a: https://x.org"
    ),
    mark_row("reStructuredText", "comment", b".. ", rb"^\.\. (?![_|\[])(?![\w:-]+::)\w[^\n]*", ".. a comment"),
    mark_row("reStructuredText", "footnote", b"]_", rb"\[(?:\d+|#\w*|\*)\]_(?!\w)", "a [1]_ b"),
    mark_row(
        "reStructuredText",
        "block of text as it is",
        b"::\n",
        rb"[^\s:][^\n]{0,40}\w::(?=[ \t]*\n[ \t]*\n(?: {2,}|\t)\S)",
        "An example::\n\n    f()",
    ),
    mark_row(
        "reStructuredText",
        "simple table",
        b"== =",
        rb"^ {0,3}={2,}(?: +={2,})+[ \t]*$",
        "==  ==\na   b\n==  ==\nc   d\n==  ==",
        hint="each column must begin below the line above it",
        obeyed="block",
    ),
    mark_row("reStructuredText, MyST", "field", b": ", rb"^:[A-Za-z][\w -]{0,40}:(?=[ \t]+\S)", ":Author: me"),
    mark_row("Pandoc, MyST", "fence of a div", b":::", rb"^[ \t>]*:{3,}[ \t]*$", "::: {.b}\nc\n:::", obeyed="block"),
    # MDX: Docusaurus, Astro, VitePress.
    mark_row(
        "MDX",
        "import",
        b"import",
        rb"^import[ \t]+(?:[\w*{$][^'\"\n]*?[ \t}]from[ \t]+)?['\"][^'\"\n]+['\"];?[ \t]*$",
        "import Tabs from '@theme/Tabs';",
        effect="removed",
    ),
    mark_row(
        "MDX",
        "export",
        b"export",
        rb"^export[ \t]+(?:const|let|var|default|function|class)\b[^\n]*",
        "export const a = 1;",
    ),
    mark_row(
        "Docusaurus, Astro",
        "tabs, admonition",
        b"<",
        rb"</?(?:Tabs|TabItem|Admonition|Aside)(?=[\s/>])",
        '<Tabs>\n<TabItem value="a" label="A">\n\nb\n\n</TabItem>\n</Tabs>',
        "html",
        effect="ignored",
        obeyed="block",
    ),
    mark_row(
        "MDX",
        "component",
        b"<",
        rb"<(?!" + _HTML_NAMES + rb"|Tabs\b|TabItem\b|Admonition\b|Aside\b)[A-Z](?=[\w.]*[a-z])[\w.]+(?=[\s/>])",
        "<Foo>\n\nb\n\n</Foo>",
        "html",
        effect="ignored",
    ),
    mark_row(
        "MDX",
        "value of an attribute",
        b"={",
        rb"<(?!Tabs\b|TabItem\b|Admonition\b|Aside\b)[A-Za-z][\w.]*(?=[ \t\n])[^<>]*?[ \t\n][\w-]+=\{",
        '<img src={require("./a.png").default} />',
        "tag",
    ),
    mark_row("MDX", "fragment", b"<>", rb"<>(?=[^\n]*</>|[ \t]*$)", "<>a</>"),
    mark_row("MDX", "value", b"{", rb"\{(?:props|frontMatter|metadata|toc)\.[\w.]+\}", "{props.a}"),
    mark_row(
        "Docusaurus",
        "comment that highlights lines of code",
        b"highlight-",
        rb"(?:#|//|/\*|<!--|--|%|\{/\*)[ \t]*highlight-(?:next-line|start|end)\b",
        "```python\n# highlight-next-line\nf()\n```",
        "listing",
        hint="write `{2}` after the language",
    ),
    mark_row(
        "VitePress",
        "comment that marks a line of code",
        b"[!code",
        rb"\[!code [\w+-]+(?::\d+)?\]",
        "```js\nf() // [!code focus]\n```",
        "listing",
    ),
    mark_row("VitePress", "included code", b"<<<", rb"^<<<[ \t]+\S+[^\n]*", "<<< @/a.js"),
    # Notes: Obsidian, Dataview, Logseq, Roam, HackMD; GitLab.
    mark_row(
        "Obsidian", "name of a block", b"^", rb"[ \t]\^[A-Za-z0-9][A-Za-z0-9-]{4,}[ \t]*$", "a ^my-id", effect="removed"
    ),
    mark_row("Obsidian", "state of a task", b"- [", rb"^[ \t]*- \[[/<>!?-]\](?=[ \t])", "- [/] a"),
    mark_row("Dataview", "query in a line", b"`=", rb"`= ?this\.[^`\n]*`", "`= this.x`", "code"),
    mark_row("Roam", "reference to a block", b"((", rb"\(\([A-Za-z0-9_-]{9}\)\)", "((block-ref))"),
    mark_row("GitLab", "change", b"{+", rb"\{\+[^{}+\n][^{}\n]*\+\}", "{+ a +}"),
    mark_row(
        "GitLab, Astro",
        "directive",
        b":",
        rb":(?<![\w:/.]:):?[a-z][\w-]*(?:(?:\[[^\]\n]*\])?\{[^{}\n]*\}|(?=<span\b))",
        "::include{file=a.md}",
    ),
    *(
        mark_row("Nikola", name, b"](" + start, rb"\]\(" + start + rb"//[^)\s]*\)?", f"[a]({start.decode()}//b)")
        for name, start in (("link to a page", b"link:"), ("link to a post", b"post:"))
    ),
    # MultiMarkdown.
    mark_row("MultiMarkdown", "citation", b"[#", rb"\[#[A-Za-z][\w:.-]*\](?![(\[:])", "a [#doe]"),
    mark_row(
        "MultiMarkdown",
        "caption of a table",
        b"|\n[",
        rb"\|[ \t]*\n(\[[^\[\]\n]+\])[ \t]*$",
        "| a |\n|---|\n| b |\n[A caption]",
    ),
    # LaTeX outside of formulas.
    mark_row(
        "LaTeX",
        "command",
        b"\\",
        rb"\\(?<!\\\\)(?:(?:chapter|paragraph|subparagraph|subsection|subsubsection|part|autoref|[Cc]ref|nameref|pageref|href"
        rb"|url|texttt|textsc|textsl|underline|verb|vspace|hspace|footcite|parencite|textcite|autocite|gls|acs?|ce|SI|si"
        rb"|label|bibliography|bibliographystyle|input|include)\*?[{|\[]"
        rb"|(?:LaTeX|TeX|noindent|tableofcontents|maketitle|printbibliography|today|medskip|bigskip|smallskip|par)\b)",
        "\\href{https://x.org}{a}",
    ),
)
"""These come after those in `marks`; of several that begin at one place, the first counts."""
