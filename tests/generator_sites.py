"""Sites of real generators around what is converted for them, with the settings that `convert --setup` prints."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pyromark
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

from blogtools.render.targets.setup import SETUPS
from tests.hugo_site import FORMULA, hugo
from tests.programs import REQUIRED, require
from tests.web import CACHE, made_once, npm

FOLDER = Path(__file__).parent / "generators"
"""What is installed for the tests: `package.json` for npm, `requirements.txt` for pip."""
PAGE = "<!doctype html><title>{title}</title><main>{content}</main>"
MAKE = "BLOGTOOLS_GENERATORS"
"""Variable that names a folder with `python` and `node_modules` made before; for those who work on the rows."""


def python_command(module: str) -> list[str]:
    """The command that runs a generator in Python, installed once for all runs of the tests."""
    requirements = FOLDER / "requirements.txt"

    def install(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(folder / "bin/python"), "-m", "pip", "install", "-q", "-r", str(requirements)]
        subprocess.run(command, check=True, capture_output=True)

    if os.environ.get(MAKE):
        folder = Path(os.environ[MAKE]) / "python"
    else:
        folder = _installed(CACHE / f"generators-python-{_digest(requirements)}", install)
    # Scripts in an environment have the path in them at which it was made.
    return [str(folder / "bin/python"), *(("-m", module) if module else ())]


def node_modules() -> Path:
    """The packages of the generators for Node.js, installed once for all runs of the tests."""
    require("npm")
    require("node")
    if os.environ.get(MAKE):
        return Path(os.environ[MAKE]) / "node_modules"

    def install(folder: Path) -> None:
        folder.mkdir()
        shutil.copy(FOLDER / "package.json", folder)
        npm(folder, "install")

    return _installed(CACHE / f"generators-node-{_digest(FOLDER / 'package.json')}", install) / "node_modules"


def _installed(folder: Path, install: Callable[[Path], None]) -> Path:
    """What `made_once` returns; where it cannot be installed, the test is skipped, except in CI."""
    try:
        return made_once(folder, install)
    except (AssertionError, subprocess.CalledProcessError) as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"{folder.name} cannot be installed: {error}")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def run(command: list[str], site: Path, **environment: str) -> str:
    """Run a generator, which must not fail, and return what it said."""
    done = subprocess.run(
        command, cwd=site, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    return done.stdout + done.stderr


def write(site: Path, files: Mapping[str, str]) -> None:
    """Write files of a site."""
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")


class Built(NamedTuple):
    """A built site."""

    pages: Mapping[str, Path]
    """Slug of a post to its page."""
    said: str
    """What the generator said."""
    main: str = "main"
    """Selector of the post itself."""
    title: str = "title"


class Site(NamedTuple):
    """A generator that can be run here."""

    output: str
    """Folder below that of the site to convert into."""
    build: Callable[[Path], Built]


def _pages(root: Path, pattern: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(root.glob(pattern)):
        found[path.parent.name if path.name == "index.html" else path.stem] = path
    return found


# Hugo and Jekyll ------------------------------------------------------------------------------------------------------


def _hugo(site: Path) -> Built:
    if hugo() is None:
        pytest.skip("there is no Hugo on this machine")
    layout = (
        "<!doctype html><title>{{ .Title }}</title><time>{{ .Date.Format `2006-01-02` }}</time><ul class=tags>"
        "{{ range .Params.tags }}<li>{{ . }}</li>{{ end }}</ul><main>{{ .Content }}</main>"
    )
    config = 'baseURL = "https://example.org/"\n[markup.highlight]\nnoClasses = false\n' + SETUPS["Hugo"].lines
    write(
        site,
        {
            "hugo.toml": config,
            "layouts/_default/_markup/render-passthrough.html": FORMULA,
            "layouts/_default/single.html": layout,
            "layouts/_default/list.html": layout,
        },
    )
    said = run([str(hugo()), "--quiet"], site)
    return Built(_pages(site / "public/posts", "*/index.html"), said)


def _jekyll(site: Path) -> Built:
    require("jekyll")
    layout = (
        "<!doctype html><title>{{ page.title }}</title><time>{{ page.date | date: '%Y-%m-%d' }}</time>"
        "<ul class=tags>{% for tag in page.tags %}<li>{{ tag }}</li>{% endfor %}</ul><main>{{ content }}</main>"
    )
    write(site, {"_layouts/post.html": layout, "_config.yml": "highlighter: none\npermalink: /:title/\n"})
    said = run(["jekyll", "build", "--quiet", "--disable-disk-cache"], site)
    return Built(_pages(site / "_site", "*/index.html"), said)


# Python ---------------------------------------------------------------------------------------------------------------


def _mkdocs(site: Path) -> Built:
    lines = SETUPS["MkDocs"].lines.replace("  - search\n", "  - tags\n")
    lines = lines[: lines.index("extra_javascript")]  # They are loaded by readers.
    config = "site_name: x\nsite_url: https://example.org/\ntheme:\n  name: material\n  font: false\n" + lines
    write(site, {"mkdocs.yml": config, "docs/index.md": "# x\n", "docs/blog/index.md": "# blog\n"})
    said = run([*python_command("mkdocs"), "build", "-q"], site, NO_MKDOCS_2_WARNING="1")
    return Built(_pages(site / "site/blog", "2*/*/*/*/index.html"), said, "article", "title")


def _zensical(site: Path) -> Built:
    lines = SETUPS["Zensical"].lines
    config = "site_name: x\nsite_url: https://example.org/\n" + lines[: lines.index("extra_javascript")]
    write(site, {"mkdocs.yml": config, "docs/index.md": "# x\n"})
    said = run([*python_command("zensical"), "build"], site)
    return Built(_pages(site / "site/blog", "*/index.html"), said, "article", "title")


def _pelican(site: Path) -> Built:
    config = (
        'SITENAME = "x"\nSITEURL = ""\nTIMEZONE = "UTC"\nTHEME = "theme"\nFEED_ALL_ATOM = None\nRELATIVE_URLS = True\n'
        "CATEGORY_FEED_ATOM = None\nCACHE_CONTENT = False\nDELETE_OUTPUT_DIRECTORY = True\n" + SETUPS["Pelican"].lines
    )
    article = (
        "<!doctype html><title>{{ article.title }}</title><time>{{ article.date.strftime('%Y-%m-%d') }}</time>"
        "<ul class=tags>{% for tag in article.tags %}<li>{{ tag }}</li>{% endfor %}</ul>"
        "<main>{{ article.content }}</main>"
    )
    names = (
        "index",
        "archives",
        "period_archives",
        "author",
        "authors",
        "category",
        "categories",
        "tag",
        "tags",
        "page",
    )
    write(
        site,
        {
            "pelicanconf.py": config,
            "theme/templates/article.html": article,
            **{f"theme/templates/{name}.html": "" for name in names},
        },
    )
    said = run([*python_command("pelican"), "content", "-s", "pelicanconf.py", "--fatal", "errors"], site)
    return Built(_pages(site / "output", "*.html"), said)


def _nikola(site: Path) -> Built:
    program = python_command("nikola")
    if not (site / "conf.py").exists():
        run([*program, "init", "-q", "x"], site.parent if site.name == "x" else site)
        for path in (site / "x").iterdir():
            if not (site / path.name).exists():
                shutil.move(path, site / path.name)
        shutil.rmtree(site / "x")
        conf = (site / "conf.py").read_text(encoding="utf-8")
        (site / "conf.py").write_text(f"{conf}\n{SETUPS['Nikola'].lines}\nSHOW_SOURCELINK = False\n", encoding="utf-8")
    said = run([*program, "build"], site)
    return Built(_pages(site / "output/posts", "*/index.html"), said, ".e-content")


def _quarto(site: Path) -> Built:
    """Quarto itself comes from GitHub alone; its parser is Pandoc, which comes from PyPI.

    What Quarto's own filters do is not seen: escaped shortcodes are unescaped here, callouts are divs with a title.
    """
    script = (
        "import pathlib, sys, pypandoc\n"
        "for path in pathlib.Path(sys.argv[1]).glob('*/index.md'):\n"
        "    text = path.read_text(encoding='utf-8').replace('{{{<', '{{<').replace('>}}}', '>}}')\n"
        "    pypandoc.convert_text(text, 'html', format='markdown+autolink_bare_uris', "
        "outputfile=str(path.with_suffix('.html')), extra_args=['-s', '--mathjax', '--wrap=none'])\n"
    )
    said = run([*python_command(""), "-c", script, "posts"], site)
    return Built(_pages(site / "posts", "*/index.html"), said, "body")


# Node.js --------------------------------------------------------------------------------------------------------------


def _link_modules(site: Path) -> Path:
    modules = node_modules()
    if not (site / "node_modules").exists():
        (site / "node_modules").symlink_to(modules)
    return modules


def _setup_code(generator: str) -> tuple[str, str]:
    """The imports and the lines of a setup in JavaScript."""
    imports, _, lines = SETUPS[generator].lines.partition("\n")
    return imports.removeprefix("// "), lines


def _eleventy(site: Path) -> Built:
    modules = _link_modules(site)
    imports, lines = _setup_code("Eleventy")
    layout = (
        "<!doctype html><title>{{ title }}</title><time>{{ page.date.toISOString() | truncate(10, true, '') }}</time>"
        "<ul class=tags>{% for tag in tags %}<li>{{ tag }}</li>{% endfor %}</ul><main>{{ content | safe }}</main>"
    )
    write(
        site,
        {
            "package.json": '{"type": "module"}',
            "eleventy.config.js": f"{imports}\nexport default function (eleventyConfig) {{\n{lines}}}\n",
            "_includes/post.njk": layout,
            "posts/posts.json": '{"layout": "post.njk"}',
        },
    )
    said = run(["node", str(modules / "@11ty/eleventy/cmd.cjs"), "--quiet"], site)
    return Built(_pages(site / "_site/posts", "*/index.html"), said)


def _hexo(site: Path) -> Built:
    modules = _link_modules(site)
    layout = (
        "<!doctype html><title>{{ page.title }}</title><time>{{ date(page.date, 'YYYY-MM-DD') }}</time>"
        "<ul class=tags>{% for tag in page.tags.toArray() %}<li>{{ tag.name }}</li>{% endfor %}</ul>"
        "<main>{{ page.content | safe }}</main>"
    )
    package = {
        "hexo": {"version": ""},
        "dependencies": {"hexo": "8", "hexo-renderer-markdown-it": "7"},
    }
    highlight = "syntax_highlighter: ''\n"
    write(
        site,
        {
            "package.json": json.dumps(package),
            "_config.yml": f"url: https://example.org\ntheme: t\ntimezone: UTC\n{highlight}{SETUPS['Hexo'].lines}",
            "themes/t/layout/post.njk": layout,
            "themes/t/layout/index.njk": "x",
        },
    )
    said = run(["node", str(modules / "hexo/bin/hexo"), "generate", "--silent"], site)
    return Built(_pages(site / "public/posts", "*/index.html"), said)


def _astro(site: Path) -> Built:
    modules = _link_modules(site)
    imports, lines = _setup_code("Astro")
    content = (
        "import { defineCollection, z } from 'astro:content';\nimport { glob } from 'astro/loaders';\n"
        "const blog = defineCollection({ loader: glob({ base: './src/content/blog', pattern: '**/*.md' }),\n"
        "  schema: z.object({ title: z.string(), description: z.string().optional(), pubDate: z.coerce.date(),\n"
        "    tags: z.array(z.string()).optional(), draft: z.boolean().optional() }) });\n"
        "export const collections = { blog };\n"
    )
    page = (
        "---\nimport { getCollection, render } from 'astro:content';\n"
        "export async function getStaticPaths() {\n"
        "  return (await getCollection('blog', ({ data }) => !data.draft)).map((post) => (\n"
        "    { params: { slug: post.id }, props: post }));\n}\n"
        "const post = Astro.props;\nconst { Content } = await render(post);\n---\n"
        "<!doctype html><html><head><title>{post.data.title}</title></head><body>"
        "<time>{post.data.pubDate.toISOString().slice(0, 10)}</time>"
        '<ul class="tags">{(post.data.tags || []).map((tag) => <li>{tag}</li>)}</ul>'
        "<main><Content /></main></body></html>\n"
    )
    write(
        site,
        {
            "package.json": '{"type": "module"}',
            "astro.config.mjs": f"import {{ defineConfig }} from 'astro/config';\n{imports}\n"
            f"export default defineConfig({{\n{lines}}});\n",
            "src/content.config.ts": content,
            "src/pages/posts/[...slug].astro": page,
        },
    )
    said = run(["node", str(modules / "astro/astro.js"), "build"], site, ASTRO_TELEMETRY_DISABLED="1")
    return Built(_pages(site / "dist/posts", "*/index.html"), said)


def _zola(site: Path) -> Built:
    """Zola is in no registry that has it for each machine; its parser is pulldown-cmark, which pyromark has."""
    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
    pages = {}
    for path in sorted(site.glob("content/posts/*/index.md")):
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        fields = yaml.safe_load(front)
        page = path.with_suffix(".html")
        tags = "".join(f"<li>{tag}</li>" for tag in fields.get("taxonomies", {}).get("tags", ()))
        head = (
            f"<title>{escape(fields['title'])}</title><time>{fields.get('date', '')}</time><ul class=tags>{tags}</ul>"
        )
        body = pyromark.html(re.sub(r"(\{[{%])/\*(.*?)\*/([%}]\})", r"\1\2\3", text), options=options)
        page.write_text(f"<!doctype html>{head}</ul><main>{body}</main>", encoding="utf-8")
        pages[path.parent.name] = page
    return Built(pages, "")


def _myst(site: Path) -> Built:
    """Its theme is downloaded when it builds pages, so that its own tree of each post is looked at here."""
    modules = _link_modules(site)
    write(site, {"myst.yml": "version: 1\nproject:\n  title: x\nsite:\n  template: ./theme\n"})
    write(site, {"theme/template.yml": "jtex: v1\nkind: site\nbuild:\n  install: 'true'\n  start: 'true'\n"})
    said = run(["node", str(modules / "mystmd/dist/myst.cjs"), "build", "--site"], site)
    pages = {}
    for path in sorted((site / "_build/site/content").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        front = data["frontmatter"]
        html = _tree_html(data["mdast"])
        page = path.with_suffix(".html")
        tags = "".join(f"<li>{tag}</li>" for tag in front.get("tags", []))
        head = f"<title>{front.get('title', '')}</title><time>{front.get('date', '')}</time>"
        page.write_text(f"<!doctype html>{head}<ul class=tags>{tags}</ul><main>{html}</main>", encoding="utf-8")
        slug = Path(data["location"]).parent.name
        pages[slug] = page
    return Built(pages, said)


_TAGS = {
    "paragraph": "p",
    "code": "pre",
    "inlineCode": "code",
    "emphasis": "em",
    "strong": "strong",
    "list": "ul",
    "listItem": "li",
    "blockquote": "blockquote",
    "table": "table",
    "tableRow": "tr",
    "tableCell": "td",
    "delete": "del",
    "admonition": "aside",
    "admonitionTitle": "p",
    "details": "details",
    "summary": "summary",
    "link": "a",
}


def _tree_html(node: Mapping[str, Any]) -> str:
    """MyST's tree of a post as HTML, as far as the tests look at it."""
    kind = node.get("type")
    inside = "".join(map(_tree_html, node.get("children", ()))) or escape(str(node.get("value") or ""))
    if kind == "heading":
        return f"<h{node['depth']}>{inside}</h{node['depth']}>"
    if kind in ("math", "inlineMath"):
        sign = ("\\[", "\\]") if kind == "math" else ("\\(", "\\)")
        return f'<span class="tex">{sign[0]}{escape(node["value"])}{sign[1]}</span>'
    if kind == "image":
        return f'<img src="{escape(re.sub("^/", "../public/", str(node.get("url"))))}">'
    if kind == "html":
        return str(node.get("value"))
    if kind == "footnoteDefinition":
        return f'<div class="footnotes">{inside}</div>'
    if kind == "footnoteReference":
        return "<sup></sup>"
    if kind == "admonition":
        return f'<aside class="admonition {node.get("kind")}">{inside}</aside>'
    tag = _TAGS.get(str(kind))
    return f"<{tag}>{inside}</{tag}>" if tag else inside


SITES = {
    "hugo": Site("content/posts", _hugo),
    "jekyll": Site(".", _jekyll),
    "mkdocs": Site("docs/blog/posts", _mkdocs),
    "zensical": Site("docs/blog", _zensical),
    "pelican": Site("content", _pelican),
    "nikola": Site(".", _nikola),
    "quarto": Site("posts", _quarto),
    "myst": Site("posts", _myst),
    "astro": Site(".", _astro),
    "eleventy": Site("posts", _eleventy),
    "zola": Site("content/posts", _zola),
    "hexo": Site(".", _hexo),
}
"""By name of the target; of the others there is nothing that could be run here, see `NOT_BUILT`."""
NOT_BUILT = {
    "docusaurus": "its 1,300 packages take two minutes to install, and it a minute to build",
    "github": "a service",
    "devto": "a service",
    "hashnode": "a service",
    "medium": "a service",
}


def tex_of(main: LexborNode) -> list[str]:
    """The formulas of a page, without white space, however the generator shows them; they are taken out of it."""
    found = [node.text() for node in main.css('annotation[encoding="application/x-tex"]')]
    for node in main.css(".katex, .katex-display"):
        node.decompose()
    for selector in (".arithmatex", ".math", ".tex"):
        for node in main.css(selector):
            found.append(node.text())
            node.decompose()
    for node in main.css("math"):
        found.append(node.attributes.get("alttext") or "")
        node.decompose()
    return list(map(plain_tex, found))


_CODE = re.compile(r"(<(?:pre|code|script|style)\b.*?</(?:pre|code|script|style)>|<[^<>]*>)", re.DOTALL)
_TEX = re.compile(r"\\\[.*?\\\]|\\\(.*?\\\)", re.DOTALL)


def _with_tex(text: str) -> str:
    """Mark what KaTeX's auto-render would take for formulas in the text of a page."""
    return _TEX.sub(lambda tex: f'<span class="tex">{tex[0]}</span>', text)


def plain_tex(tex: str) -> str:
    """TeX without delimiters, white space and what dialects must write in another way."""
    tex = tex.strip()
    for begin, end in (("\\[", "\\]"), ("\\(", "\\)"), ("$$", "$$"), ("$", "$")):
        if tex.startswith(begin) and tex.endswith(end) and len(tex) >= len(begin) + len(end):
            tex = tex[len(begin) : len(tex) - len(end)]
            break
    tex = re.sub(r"(?<!\\)%[^\n]*(\n|$)", "", tex)
    tex = re.sub(r"\\(label|tag)\s*\{[^{}]*\}|\\(begin|end)\{equation\*?\}", "", tex)
    tex = re.sub(r"\\(begin|end)\{(eqnarray\*?|array)\}(\{rcl\})?", r"\\\1{eqnarray}", tex)
    tex = tex.replace("\\displaystyle", "").replace("\\Vert", "\\|").replace("\\vert", "|")
    return re.sub(r"\s+", "", tex)


def page_of(built: Built, slug: str) -> tuple[LexborHTMLParser, LexborNode]:
    """The page of a post, and the node of the post itself."""
    html = built.pages[slug].read_text(encoding="utf-8")
    parts = _CODE.split(html)
    tree = LexborHTMLParser("".join(part if place % 2 else _with_tex(part) for place, part in enumerate(parts)))
    main = tree.css_first(built.main)
    assert main is not None, slug
    return tree, main
