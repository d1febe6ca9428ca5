"""Posts of Hexo: front matter that may have no opening line, and tags such as `{% codeblock %}`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from blogtools.errors import Finding, Where
from blogtools.importers.base import Imported, ImportedCell, read_text
from blogtools.importers.front_matter import MARKDOWN_SUFFIXES, read_front
from blogtools.importers.html.embeds import embed
from blogtools.importers.markdown import markdown_cells
from blogtools.importers.money import with_escaped_money

_VERBATIM = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ \t]*$"
    r"|\{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}"
    r"|\{%-?\s*(?P<name>codeblock|code)\b(?P<args>(?:(?!%\}).)*)-?%\}(?P<inner>.*?)\{%-?\s*end(?P=name)\s*-?%\}",
    re.MULTILINE | re.DOTALL,
)
"""What begins first is to the letter: a tag in code is code."""
_BLOCK = re.compile(
    r"\{%-?\s*(?P<name>blockquote|quote|pullquote|note|spoiler|details)\b(?P<args>(?:(?!%\}).)*)-?%\}"
    r"(?P<inner>.*?)\{%-?\s*end(?P=name)\s*-?%\}",
    re.DOTALL,
)
_ENDS = re.compile(r"\{%-?\s*end\w+\s*-?%\}")
_INLINE = re.compile(r"\{%-?\s*(?P<name>\w+)\s*(?P<args>(?:(?!%\}).)*?)\s*-?%\}")
_OPENS = re.compile(r"\{%-?\s*(codeblock|code|blockquote|quote|pullquote|note|raw)\b(?:(?!%\}).)*%\}")
_HEAD = re.compile(r"\A(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t-][^\n]*\n)*)+-{3,}[ \t]*\n")
_WEB = re.compile(r"(?:https?:)?//")
_CALLOUTS = {"info": "NOTE", "primary": "NOTE", "default": "NOTE", "success": "TIP", "tip": "TIP", "warning": "WARNING"}
_FOLDERS = ("_posts", "_drafts")


class HexoImporter:
    """Markdown below `source/_posts` of a site of Hexo."""

    name = "hexo"

    def detect(self, path: Path, text: str) -> bool:
        """Return whether a file is a post of Hexo, by its folder or by its front matter."""
        if path.suffix.lower() not in MARKDOWN_SUFFIXES:
            return False
        return _is_of_hexo(path.absolute()) or (not text.startswith("---") and "title:" in text and _is_open(text))

    def read(self, path: Path) -> Imported:
        """Read a post; its tags become Markdown, or what blogtools understands.

        Raises:
            SourceError: it is not UTF-8.
        """
        text = read_text(path)
        if _is_open(text):
            text = f"---\n{text}"
        front = read_front(text, path)
        findings: list[Finding] = []

        def tell(line: int, message: str) -> None:
            findings.append(Finding("import", message, Where(str(path), line=front.line + line)))

        cells, language = markdown_cells(with_escaped_money(_translated(front.body, tell)))
        if front.source:
            cells = (ImportedCell("raw", front.source), *cells)
        return Imported(cells, language, tuple(findings), metadata=front.metadata)


def _is_open(text: str) -> bool:
    """Return whether a text begins with front matter that has no opening line."""
    return _HEAD.match(text) is not None


def _is_of_hexo(path: Path) -> bool:
    """Return whether a file lies in `source/_posts`, below the settings of Hexo."""
    parts = path.parts
    for index, name in enumerate(parts[:-1]):
        if name in _FOLDERS and index > 0 and parts[index - 1] == "source":
            settings = Path(*parts[: index - 1], "_config.yml")
            return settings.is_file() or Path(*parts[: index - 1], "_config.landscape.yml").is_file()
    return False


def _translated(body: str, tell: Callable[[int, str], None]) -> str:
    """Return a text whose tags, but not those in code, are translated."""
    if "{%" not in body:
        return body
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\0{len(kept) - 1}\0"

    text = body.replace("\0", "")
    text = _VERBATIM.sub(lambda found: keep(_verbatim(found)), text)
    # What stands after the last end has none: without this, each tag there would be looked for to the end of the text.
    last = max((end.end() for end in _ENDS.finditer(text)), default=0)
    text = (
        _BLOCK.sub(lambda block: _block(block["name"], _words(block["args"]), block["inner"]), text[:last])
        + text[last:]
    )
    for opening in _OPENS.finditer(text):
        tell(body.count("\n", 0, body.find(opening[0])), f"the tag {opening[1]} is never closed; it stays as text")
    text = _INLINE.sub(lambda tag: _tag(tag["name"], _words(tag["args"])) or tag[0], text)
    while "\0" in text:
        text = re.sub("\0(\\d+)\0", lambda mark: kept[int(mark[1])], text)
    return text


def _words(text: str) -> list[str]:
    """Return the arguments of a tag."""
    try:
        return shlex.split(text.strip(), posix=True)
    except ValueError:
        return text.split()


def _verbatim(found: re.Match[str]) -> str:
    """Return a block of code, or what stands in `{% raw %}`, as it is."""
    if found["raw"] is not None:
        return found["raw"].strip("\n") if found["raw"].startswith("\n") else found["raw"]
    if found["name"] is None:
        return found[0]
    args = _words(found["args"])
    language = next((arg.removeprefix("lang:") for arg in args if arg.startswith("lang:")), "")
    rest = [arg for arg in args if not re.match(r"\w+:(?!//)", arg)]
    title = " ".join(arg for arg in rest if not _WEB.match(arg)).replace('"', "'")
    code = found["inner"].strip("\n")
    fence = "`" * max((len(run) + 1 for run in re.findall("`{3,}", code)), default=3)
    info = language + (f' title="{title}"' if title else "")
    return f"\n{fence}{info.strip()}\n{code}\n{fence}\n"


def _block(name: str, args: list[str], inner: str) -> str:
    if name == "note":
        kind = next((_CALLOUTS[arg] for arg in args if arg in _CALLOUTS), "CAUTION" if "danger" in args else "NOTE")
        return f"\n> [!{kind}]\n{_quoted(inner)}\n"
    if name in ("spoiler", "details"):
        return f"\n<details><summary>{' '.join(args) or 'Details'}</summary>\n\n{inner.strip()}\n\n</details>\n"
    if name == "pullquote":
        return f"\n{_quoted(inner)}\n"
    link = next((arg for arg in args if _WEB.match(arg)), "")
    index = args.index(link) if link else len(args)
    author = " ".join(args[:index])
    title = " ".join(args[index + 1 :])
    source = f"[{title or link}]({link})" if link else ""
    foot = ", ".join(part for part in (author, source) if part)
    return f"\n{_quoted(inner)}" + (f"\n>\n> — {foot}" if foot else "") + "\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def _tag(name: str, args: list[str]) -> str:
    """Return what takes the place of a tag; empty if nothing is known of it."""
    first = args[0] if args else ""
    rest = args[1:]
    if name in ("youtube", "vimeo") and first:
        page = "https://www.youtube.com/watch?v=" if name == "youtube" else "https://vimeo.com/"
        return embed(first if "/" in first else page + first)
    if name in ("asset_img", "img") and args:
        at = next((index for index, arg in enumerate(args) if re.search(r"[./]", arg)), len(args) - 1)
        words = [arg for arg in args[at + 1 :] if not re.fullmatch(r"\d+(?:px|%)?", arg)]
        return f"![{' '.join(words)}]({args[at]})"
    if name in ("post_link", "asset_link") and first:
        address = f"{first.rpartition('/')[2].removesuffix('.md')}.ipynb" if name == "post_link" else first
        return f"[{' '.join(word for word in rest if word not in ('true', 'false')) or first}]({address})"
    if name == "link" and len(args) > 1:
        at = next((index for index, arg in enumerate(args) if _WEB.match(arg) or arg.startswith("/")), 0)
        return f"[{' '.join(args[:at])}]({args[at]})" if at else ""
    if name in ("asset_path", "url_for") and first:
        return first
    if name == "iframe" and first:
        return embed(first) or f'<iframe src="{first}"></iframe>'
    if name == "gist" and first:
        return f"<https://gist.github.com/{first}>"
    return ""


IMPORTER = HexoImporter()
