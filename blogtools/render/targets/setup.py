"""The settings that a generator's site needs so that pages look as they are meant; `convert --setup` prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from blogtools.errors import Finding, Where
from blogtools.render.targets.target import Target

MOST_FOLDERS = 6
"""Folders above the output folder in which settings are looked for."""


class SiteSetup(msgspec.Struct, frozen=True):
    """The settings of a generator's site."""

    files: tuple[str, ...]
    """Names of its settings file; the first one is that of `lines`."""
    output: str
    """Folder of the site to convert into, for `--output`."""
    lines: str = ""
    """Lines for that file."""
    needs: tuple[tuple[str, str, str], ...] = ()
    """For each thing that must be there its name, a regular expression that matches the settings, and the loss."""
    further: str = ""
    """What is to be done besides, in words."""


_MARKDOWN_EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - pymdownx.arithmatex:
      generic: true
  - pymdownx.tasklist
  - pymdownx.tilde
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
extra_javascript:
  - javascripts/katex.js
  - https://unpkg.com/katex@0/dist/katex.min.js
  - https://unpkg.com/katex@0/dist/contrib/auto-render.min.js
extra_css:
  - https://unpkg.com/katex@0/dist/katex.min.css
"""
_PYTHON_NEEDS = (
    ("pymdownx.arithmatex", r"arithmatex|render_math|mdx_math", "formulas are shown as TeX"),
    ("admonition", r"admonition", "callouts are shown as text"),
    ("md_in_html", r"md_in_html|extra\b", "Markdown in folds is shown as text"),
    ("pymdownx.superfences", r"superfences", "code in lists is shown as text"),
)
_PYMDOWN = """\
    "admonition": {},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.superfences": {},
    "pymdownx.tasklist": {},
    "pymdownx.tilde": {},
"""
_KATEX = "The theme has to load KaTeX or MathJax on pages with formulas."

SETUPS = {
    "Hugo": SiteSetup(
        ("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config/_default/hugo.toml"),
        "content/posts",
        r"""[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['$$', '$$'], ['\[', '\]']]
inline = [['$', '$'], ['\(', '\)']]
""",
        (
            ("unsafe", r"unsafe\W*[:=]\s*true", "HTML of posts is left out: tables, folds, pictures"),
            ("passthrough", r"passthrough", "formulas are taken for Markdown"),
        ),
        _KATEX,
    ),
    "Jekyll": SiteSetup(
        ("_config.yml", "_config.yaml", "_config.toml"),
        ".",
        "plugins:\n  - jekyll-redirect-from\nexcerpt_separator: <!--more-->\n",
        further=_KATEX,
    ),
    "Zola": SiteSetup(
        ("zola.toml", "config.toml"),
        "content/posts",
        'taxonomies = [{name = "tags"}, {name = "categories"}]\n',
        (("taxonomies", r"taxonomies", "the build stops at a post with tags"),),
        "KaTeX's auto-render has to look for \\(…\\) and \\[…\\]. The folder needs an _index.md.",
    ),
    "Quarto": SiteSetup(("_quarto.yml", "_quarto.yaml"), "posts"),
    "MyST": SiteSetup(("myst.yml",), "posts"),
    "MkDocs": SiteSetup(
        ("mkdocs.yml", "mkdocs.yaml"),
        "docs/blog/posts",
        "plugins:\n  - blog\n  - search\n" + _MARKDOWN_EXTENSIONS,
        (*_PYTHON_NEEDS, ("blog", r"\bblog\b", "posts are pages without dates and lists")),
        "javascripts/katex.js is that of Material's documentation, on mathematics.",
    ),
    "Zensical": SiteSetup(
        ("zensical.toml", "mkdocs.yml", "mkdocs.yaml"),
        "docs/blog",
        _MARKDOWN_EXTENSIONS,
        _PYTHON_NEEDS,
        "The lines are for mkdocs.yml, which Zensical reads. It has no lists of posts.",
    ),
    "Pelican": SiteSetup(
        ("pelicanconf.py",),
        "content",
        'MARKDOWN = {\n  "extension_configs": {\n    "markdown.extensions.extra": {},\n'
        '    "markdown.extensions.meta": {},\n' + _PYMDOWN + '  },\n  "output_format": "html5",\n}\n',
        _PYTHON_NEEDS,
        f"pip install pymdown-extensions. {_KATEX}",
    ),
    "Nikola": SiteSetup(
        ("conf.py",),
        ".",
        'MARKDOWN_EXTENSIONS = [\n    "markdown.extensions.extra",\n    "admonition",\n    "pymdownx.arithmatex",\n'
        '    "pymdownx.superfences",\n    "pymdownx.tasklist",\n    "pymdownx.tilde",\n]\n'
        'MARKDOWN_EXTENSION_CONFIGS = {"": {"pymdownx.arithmatex": {"generic": True}}}\n'
        'POSTS = (("posts/*.md", "posts", "post.tmpl"),)\n',
        _PYTHON_NEEDS,
        "pip install pymdown-extensions",
    ),
    "Docusaurus": SiteSetup(
        ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
        ".",
        """\
// import remarkMath from 'remark-math'; import rehypeKatex from 'rehype-katex';
onBrokenLinks: 'warn',
presets: [['classic', {blog: {remarkPlugins: [remarkMath], rehypePlugins: [rehypeKatex]}}]],
stylesheets: ['https://unpkg.com/katex@0/dist/katex.min.css'],
""",
        (("remark-math", r"(?i)remark-?math", "formulas are shown as TeX"),),
        "npm install remark-math rehype-katex",
    ),
    "Astro": SiteSetup(
        ("astro.config.mjs", "astro.config.ts", "astro.config.js"),
        ".",
        """\
// import remarkMath from 'remark-math'; import rehypeKatex from 'rehype-katex';
markdown: {remarkPlugins: [remarkMath], rehypePlugins: [rehypeKatex]},
""",
        (("remark-math", r"(?i)remark-?math", "formulas are shown as TeX"),),
        "npm install remark-math rehype-katex. Posts are pages below /blog/, or another folder that they share.",
    ),
    "Eleventy": SiteSetup(
        ("eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", ".eleventy.js"),
        "posts",
        """\
// import footnotes from 'markdown-it-footnote'; import {katex} from '@mdit/plugin-katex';
eleventyConfig.amendLibrary('md', (md) => md.set({html: true}).enable('code').use(footnotes).use(katex));
eleventyConfig.addPassthroughCopy('posts/**/*.{png,jpg,jpeg,gif,svg,webp,avif,bmp,mp4,webm,mp3,wav,pdf,csv,json,txt,zip}');
eleventyConfig.addPreprocessor('drafts', '*', (data) => (data.draft ? false : undefined));
""",
        (
            ("markdown-it-footnote", r"footnote", "footnotes are shown as text"),
            ("@mdit/plugin-katex", r"katex|mathjax|texmath", "formulas are shown as TeX"),
            ("enable('code')", r"enable\W+code", "indented code is shown as text"),
            ("addPassthroughCopy", r"addPassthroughCopy", "pictures are missing"),
        ),
        "npm install markdown-it-footnote @mdit/plugin-katex katex",
    ),
    "Hexo": SiteSetup(
        ("_config.yml",),
        ".",
        """\
markdown:
  preset: default
  render:
    html: true
  plugins:
    - markdown-it-footnote
    - '@renbaoshuo/markdown-it-katex'
""",
        (
            ("markdown-it-footnote", r"footnote", "footnotes are shown as text"),
            ("@mdit/plugin-katex", r"katex|mathjax|texmath", "formulas are shown as TeX"),
        ),
        "npm uninstall hexo-renderer-marked; npm install hexo-renderer-markdown-it markdown-it-footnote"
        " @renbaoshuo/markdown-it-katex",
    ),
}
"""By the generator's name."""


def setup_text(target: Target) -> str:
    """Return what `--setup` prints for a target."""
    setup = SETUPS.get(target.generator)
    if setup is None:
        return f"{target.generator or target.name} needs no settings.\n"
    parts = [f"# blogtools convert --to {target.name} --output SITE/{setup.output}".replace("/.", "")]
    if setup.lines:
        parts.append(f"# {setup.files[0]}\n{setup.lines.rstrip()}")
    if setup.further:
        parts.append(f"# {setup.further}")
    return "\n".join(parts) + "\n"


def setup_findings(target: Target, output: Path, *, is_first: bool) -> Iterator[Finding]:
    """Yield a warning for what the settings lack that lie above the output folder.

    Where none are in sight, the first build says in a note what is to be set.
    """
    setup = SETUPS.get(target.generator)
    if setup is None or not setup.needs:
        return
    hint = f"`blogtools convert --to {target.name} --setup` prints the lines to put in"
    path = _settings_file(setup, output)
    if path is None:
        if is_first:
            message = f"{target.generator} needs some settings for these posts"
            yield Finding("setup", message, Where(str(output)), hint, "note")
        return
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return  # The generator itself will say so.
    for name, pattern, loss in setup.needs:
        if not re.search(pattern, text):
            yield Finding("setup", f"lacks `{name}`, so {loss}", Where(str(path)), hint)


def _settings_file(setup: SiteSetup, output: Path) -> Path | None:
    folder = output.resolve()
    for above in (folder, *folder.parents[:MOST_FOLDERS]):
        for name in setup.files:
            if (above / name).is_file():
                return above / name
    return None
