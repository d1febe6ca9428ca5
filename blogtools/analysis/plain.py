"""Translates IPython syntax to plain Python: magics, shell commands and help queries are rewritten or removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec


class PlainCell(msgspec.Struct, frozen=True):
    """A code cell as plain Python."""

    text: str
    imports: tuple[str, ...] = ()
    """Modules that the rewritten lines need."""
    installs: tuple[str, ...] = ()
    """Lines that install packages, as written."""
    notes: tuple[str, ...] = ()
    """Sentences about magics that have no equivalent outside a notebook."""
    may_bind_names: bool = False
    """True if a line that was left out may have bound names."""
    language: str = "python"
    """The language that a cell magic names, if any; `text` is then the source below the magic."""


class _Line(msgspec.Struct, frozen=True):
    """The plain Python for one line."""

    code: str = ""
    imports: tuple[str, ...] = ()
    install: str = ""
    note: str = ""
    may_bind_names: bool = False


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SESSION_MAGICS = _names(
    """matplotlib config load_ext reload_ext autoreload precision autosave who whos who_ls history hist reset pdb debug
    xmode colors pinfo pinfo2 pdoc psource pfile psearch lsmagic magic quickref logstart logstop logon logoff page
    notebook pycat recall rerun save doctest_mode gui alias unalias store automagic watermark bookmark dhist dirs tb
    load edit pwd ls ll la cat less more man mkdir rmdir rm mv cp prun_setup connect_info qtconsole code_wrap sc sx
    tensorboard aimport mprun lprun memit"""
)
"""Line magics that configure or inspect the session, which a program does not need."""
TIMERS = frozenset({"time", "timeit", "prun"})
"""Magics that time a statement; only the statement is kept."""
OTHER_LANGUAGES = {
    "bash": "bash", "sh": "bash", "script": "bash", "!": "bash", "cmd": "bat", "html": "html", "HTML": "html",
    "javascript": "javascript", "js": "javascript", "latex": "latex", "markdown": "markdown", "svg": "svg",
    "SVG": "svg", "R": "r", "julia": "julia", "ruby": "ruby", "perl": "perl", "sql": "sql", "cython": "cython",
    "css": "css", "bigquery": "sql", "writefile": "text", "file": "text", "python2": "python2", "pypy": "python",
}  # fmt: skip
"""Cell magics whose body is not Python of this program, and its language."""

RUN_NOTEBOOK = (
    '"".join("".join([*(line for line in cell["source"] if line[:1] not in "%!"), "\\n"]) '
    'for cell in json.load(open({name!r}))["cells"] if cell["cell_type"] == "code")'
)
"""An expression for the code of another notebook, without its magics."""
RUNNERS = ("globals().update(runpy.run_path(", 'exec("".join("".join([*(line')
"""Prefixes of the lines that `%run` is translated to, which may bind any name."""

_CELL_MAGIC = re.compile(r"\s*%%(!|\w+)[ \t]*([^\n]*)(?:\n|\Z)")
_LINE = re.compile(r"([ \t]*)(?:([\w., \[\]'\"]+?)[ \t]*=[ \t]*)?(%%?|!!?)[ \t]*(.*)", re.DOTALL)
_QUESTION = re.compile(r"[ \t]*(?:\?{1,2}[ \t]*[\w.*]+|%{0,2}[\w.*]+(?:\([^()]*\))?[ \t]*\?{1,2})[ \t]*(?:#.*)?\Z")
_OPTION = re.compile(r"-{1,2}\w+(?:[ \t]*=?[ \t]*\d+)?[ \t]*")
_INSTALL = re.compile(
    r"(?:python\S*[ \t]+-m[ \t]+|\S*/|\{sys\.executable\}[ \t]+-m[ \t]+)?(?:pip3?|conda|mamba|uv)\b.*\binstall\b"
)
_SHELL_NAME = re.compile(r"\$\{?(\w+)\}?")
_SETTING_CALL = re.compile(r"get_ipython\(\)\.(?:run_line_magic|magic)\(\s*u?[\"'](\w+)")
_SCAN = re.compile(
    r"(?P<string>[rbfuRBFU]{0,2}(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''))"
    r"|(?P<open_string>[rbfuRBFU]{0,2}(?:\"\"\"|''')(?:[^\\]|\\.)*\Z)"
    r"|[rbfuRBFU]{0,2}(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|\#[^\n]*|(?P<opening>[\[({])|(?P<closing>[\])}])|(?P<joined>\\\n\Z)",
    re.DOTALL,
)


def plain_python(source: str) -> PlainCell:
    """Translate a cell to plain Python, line by line where possible; comments and formatting stay."""
    magic = _CELL_MAGIC.match(source)
    if magic:
        return _cell_magic(magic[1], magic[2].strip(), source[magic.end() :])
    if not any(sign in source for sign in ("%", "!", "?", "get_ipython")):
        return PlainCell(source)
    lines = list(_lines(source))
    return PlainCell(
        "\n".join(line.code for line in lines),
        tuple(dict.fromkeys(name for line in lines for name in line.imports)),
        tuple(line.install for line in lines if line.install),
        tuple(dict.fromkeys(line.note for line in lines if line.note)),
        any(line.may_bind_names for line in lines),
    )


def _lines(source: str) -> Iterator[_Line]:
    rest = source.split("\n")
    done = ""
    position = 0
    while position < len(rest):
        line = rest[position]
        position += 1
        if _is_special(line) and not _is_inside(done):
            # A backslash continues a shell command.
            while line.endswith("\\") and position < len(rest):
                line = f"{line[:-1]}{rest[position].lstrip()}"
                position += 1
                yield _Line()
            if not (line.rstrip().endswith("?") and _is_python(line)):
                made = _line(line)
                yield made
                done += made.code + "\n"
                continue
        yield _Line(line)
        done += line + "\n"


def _is_special(line: str) -> bool:
    text = line.lstrip()
    if text.startswith(("%", "!", "?")) or line.rstrip().endswith("?"):
        return True
    if "get_ipython" in text:
        return bool(_SETTING_CALL.match(text))
    return ("%" in text or "!" in text) and (match := _LINE.match(line)) is not None and match[2] is not None


def _is_inside(text: str) -> bool:
    """Return True if a text ends inside a string, inside brackets or with a continued line."""
    depth = 0
    for match in _SCAN.finditer(text):
        if match["open_string"] or match["joined"]:
            return True
        depth += bool(match["opening"]) - bool(match["closing"])
    return depth > 0


def _is_python(line: str) -> bool:
    return not _QUESTION.match(line)


def _line(line: str) -> _Line:
    indent = line[: len(line) - len(line.lstrip())]
    nothing = f"{indent}pass" if indent else ""
    match = _LINE.match(line)
    if match is None:
        setting = _SETTING_CALL.match(line.lstrip())
        return _Line(nothing) if setting is None or setting[1] in SESSION_MAGICS else _Line(line)
    target, sign, command = match[2], match[3], match[4].strip()
    if sign.startswith("!"):
        return _shell(indent, target, command)
    name, _, arguments = command.partition(" ")
    arguments = arguments.strip()
    if name in ("pip", "conda", "mamba", "uv") and "install" in arguments:
        return _Line(nothing, install=command)
    if name in TIMERS and not target:
        code = _OPTION.sub("", arguments) if arguments.startswith("-") else arguments
        return _Line(f"{indent}{code}" if code else nothing)
    if name in ("sx", "system"):
        return _shell(indent, target, arguments)
    if name in _MAGICS:
        made = _MAGICS[name](arguments)
        return msgspec.structs.replace(made, code=f"{indent}{f'{target} = ' if target else ''}{made.code}")
    if target:
        note = f"the result of %{name} is unknown outside a notebook"
        return _Line(f"{indent}{target} = None", note=note)
    if name in SESSION_MAGICS or (name.endswith("?") or not name):
        return _Line(nothing)
    return _Line(nothing, note=f"%{name} has no equivalent outside a notebook and is left out", may_bind_names=True)


def _shell(indent: str, target: str | None, command: str) -> _Line:
    if _INSTALL.match(command):
        return _Line(f"{indent}pass" if indent else "", install=command)
    if command.startswith("cd "):
        return _Line(f"{indent}pass" if indent else "")  # A subshell: the program's working folder does not change.
    text = _shell_text(command)
    if target:
        return _Line(f"{indent}{target} = subprocess.getoutput({text}).splitlines()", ("subprocess",))
    return _Line(f"{indent}print(subprocess.getoutput({text}))", ("subprocess",))


def _shell_text(command: str) -> str:
    """Return a command as a Python literal; IPython's `{expression}` and `$name` become f-string fields."""
    if "$" not in command and "{" not in command:
        return repr(command)
    named = _SHELL_NAME.sub(lambda match: f"{{{match[1]}}}" if match[1].islower() else match[0], command)
    return f"f{named!r}" if named != command or re.search(r"\{\w[\w.\[\]]*\}", command) else repr(command)


def _run(arguments: str) -> _Line:
    words = [word for word in arguments.split() if not word.startswith("-")]
    if not words:
        return _Line("pass")
    name = words[0].strip("\"'")
    if name.endswith(".ipynb"):
        return _Line(f"exec({RUN_NOTEBOOK.format(name=name)})", ("json",))
    return _Line(f"globals().update(runpy.run_path({name if '.' in name else f'{name}.py'!r}))", ("runpy",))


def _environment(arguments: str) -> _Line:
    name, sign, value = arguments.partition("=" if "=" in arguments else " ")
    if not sign:
        return _Line("pass")
    return _Line(f"os.environ[{name.strip()!r}] = {value.strip()!r}", ("os",))


_MAGICS: dict[str, Callable[[str], _Line]] = {
    "cd": lambda arguments: _Line(f"os.chdir({arguments.strip(chr(34) + chr(39))!r})", ("os",)),
    "env": _environment,
    "set_env": _environment,
    "run": _run,
    "pylab": lambda _: _Line("from pylab import *", may_bind_names=True),
}
"""Line magics that have an equivalent in plain Python, and the function that writes it."""


def _cell_magic(name: str, arguments: str, body: str) -> PlainCell:
    if name in TIMERS or name in ("capture", "snakeviz", "heat", "memit", "wandb", "ipytest", "skip"):
        setup = _OPTION.sub("", arguments) if name in TIMERS else ""
        inner = plain_python(body)
        return msgspec.structs.replace(inner, text=f"{setup}\n{inner.text}")
    if name in ("bash", "sh", "!"):
        return PlainCell(f"print(subprocess.getoutput({body!r}))", ("subprocess",))
    if name in ("writefile", "file") and arguments:
        words = arguments.split()
        path = words[-1].strip("\"'")
        if "-a" in words:
            return PlainCell(f'with open({path!r}, "a") as file:\n    file.write({body!r})')
        return PlainCell(f"pathlib.Path({path!r}).write_text({body!r})", ("pathlib",))
    if name in ("python", "python3"):
        return PlainCell(
            f"print(subprocess.check_output([sys.executable, '-c', {body!r}], text=True))", ("subprocess", "sys")
        )
    language = OTHER_LANGUAGES.get(name, name.lower())
    note = f"%%{name} has no equivalent outside a notebook and is left out"
    return PlainCell(
        body,
        notes=(note,),
        may_bind_names=language not in ("html", "javascript", "css", "svg", "markdown"),
        language=language,
    )
