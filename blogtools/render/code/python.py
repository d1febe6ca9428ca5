"""Highlighter for Python and IPython: one regular expression and a table of words."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from blogtools.memo import lazy_pattern

_WORDS = {
    "k": "as assert async await break case class continue def del elif else except finally for global if lambda "
    "nonlocal pass raise return try while with yield",
    "kc": "False None True",
    "kn": "from import",
    "ow": "and in is not or",
    "bp": "cls self Ellipsis NotImplemented",
    "nb": "__import__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod "
    "compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr "
    "hash hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord "
    "pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars "
    "zip",
    "ne": "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError "
    "BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError "
    "ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError "
    "Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError "
    "ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError "
    "KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError "
    "OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError "
    "ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning "
    "SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError "
    "UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError",
}
_TABLE = {word: f'<span class="{kind}">{word}</span>' for kind, words in _WORDS.items() for word in words.split()}

_NAME = r"[^\W\d]\w*+"
_DOTTED = r"[^\W\d][\w.]*+"
_GAP = r"[ \t]++"
_STRING = r"""
    (?: "{3} (?>(?: [^"\\]++ | \\. | "(?!"") )*) "{3}
      | '{3} (?>(?: [^'\\]++ | \\. | '(?!'') )*) '{3}
      | " (?>(?: [^"\\\n]++ | \\. )*) "
      | ' (?>(?: [^'\\\n]++ | \\. )*) '
    )"""
# Since Python 3.12 (PEP 701), expressions in an f-string may contain strings with the same quotes.
_FIELD = r"""
    \{ [^{}"'\n]*+ (?>(?: (?: "[^"\n]*+" | '[^'\n]*+' | \{[^{}\n]*+\} ) [^{}"'\n]*+ )*) \}"""
_FSTRING = rf"""
    (?: (?:[rR][fFtT]|[fFtT][rR]?+)
      (?: "(?!"") (?>(?: [^"\\\n{{]++ | \\. | \{{\{{ | {_FIELD} | \{{ )*) "
        | '(?!'') (?>(?: [^'\\\n{{]++ | \\. | \{{\{{ | {_FIELD} | \{{ )*) '
        | (?! "{{3}} | '{{3}} ) ["'] (?>(?: [^\\\n]++ | \\. )*)
      )
    )"""
_PREFIX = r"[bBfFrRtTuU]{1,2}"
_NUMBER = r"""
    (?: 0[xXoObB][\da-fA-F_]++
      | (?: \d[\d_]*+ (?>(?: \.[\d_]*+ )?) | \.\d[\d_]*+ ) (?>(?: [eE][+-]?\d[\d_]*+ )?) [jJlL]?+
    )"""
# The first alternative is followed by Python; of all other magics and shell lines, only the first word is colored.
_MAGIC = r"""
    (?: %{1,2}(?:debug|lprun|memit|mprun|prun|timeit|time)(?!\S)
      | %{1,2}[A-Za-z_]\w*+ (?=[\s?]|\Z) [^\n]*+
      | !(?!=) (?>(?: [^\\\n]++ | \\. )*)
    )"""
_SOFT_KEYWORD = rf"""
    (?: (?:match|case) (?={_GAP} (?!(?:and|else|for|if|in|is|or)\b) (?: [\w"'{{] | [(\[*-][^\n]*:[ \t]*+[\n\#] ) )
      | type (?={_GAP}{_NAME}[ \t]*+[=\[])
    )"""
_SHOWN_FIELD = lazy_pattern(r"\{\{|\}\}|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\}")
_LINE_START = lazy_pattern(r"([\s=]*+)([@%!]++[ \t]*+[\w./~-]*+|\w++)(.*)", re.DOTALL)
_QUOTE = re.compile("[\"']")
_WORD = re.compile(r"[\w.]+")
_IMPORTED = rf"{_DOTTED} (?>(?:{_GAP}as{_GAP}{_NAME})?)"


@cache
def _scanner() -> re.Pattern[str]:
    """Compile the pattern that splits the source into pairs of plain and colored text.

    It takes linear time: repetitions are atomic or of one character class, and a failed search for the end of a string
    has passed no unescaped quote of the same kind from which another search could start. Groups are repeated inside
    `(?>…)`, because possessive groups match wrongly before Python 3.11.5 (CPython gh-106052).
    """
    # Names that only begin like a word of the table are looked up in vain; whole words take longer to compile. Names in
    # capitals are rare, so that those of errors and constants need not be told apart by their first letter.
    starts = sorted({word[:2] for word in _TABLE})
    capital = [start for start in starts if not start[0].islower()]
    small = groupby(starts[len(capital) :], key=lambda start: start[0])
    maybe_words = "|".join(
        [
            "".join(f"[{''.join(sorted(set(letters)))}]" for letters in zip(*capital, strict=True)),
            *(f"{first}[{''.join(start[1] for start in group)}]" for first, group in small),
        ]
    )
    return re.compile(
        rf"""
        ( (?>(?: [^\w"'\#.\\\n=]++
            | (?! {maybe_words} | {_PREFIX}["'] ) {_NAME}
            | \. (?!\d) (?>(?:{_NAME})?)
            | \n (?! [ \t]*+ (?:[%!@]|match\b|case\b|type\b) )
            | = (?! [ \t]*+ [%!] )
          )*)
        )
        ( (?:def|class){_GAP}{_NAME}
        | from{_GAP}[\w.]++{_GAP}import\b
        | import{_GAP}{_IMPORTED} (?>(?:[ \t]*+,[ \t]*+{_IMPORTED})*)
        | {_NAME} (?!["'])
        | {_FSTRING}
        | (?>(?:{_PREFIX})?) {_STRING}
        | \#[^\n]*+ (?>(?: \n[ \t]*+\#[^\n]*+ )*)
        | {_NUMBER}
        | \n[ \t]*+ (?: @[ \t]*+{_DOTTED} | {_MAGIC} | {_SOFT_KEYWORD} )
        | =[ \t]*+{_MAGIC}
        | \\.
        | {_NAME}
        | .
        | \Z
        )
        """,
        re.VERBOSE | re.DOTALL,
    )


def color_python(escaped: str) -> str:
    """Return HTML of HTML-escaped Python or IPython source; cell magics are handled by the caller."""
    # The scanner recognizes a line start by the line break before it, so the first line gets one, too.
    pieces: list[str] = []
    append = pieces.append
    table = _TABLE
    for plain, token in _scanner().findall("\n" + escaped):
        append(plain)
        append(table.get(token) or _color(token, plain))
    return "".join(pieces)[1:]


def _color(token: str, before: str) -> str:
    """Return HTML of a token that is not in the table; `before` is the plain text before it."""
    first = token[:1]
    if first == "#":
        return f'<span class="c">{token}</span>'
    if first in "\n=":
        return _color_line_start(token) if len(token) > 1 else token
    if first.isdecimal() or first == ".":
        return f'<span class="m">{token}</span>'
    quote = _QUOTE.search(token)
    return _color_string(token, quote.start(), before) if quote else _color_names(token)


def _color_line_start(token: str) -> str:
    """Color the decorator, magic, shell command or soft keyword after a line break or equals sign."""
    gap, word, rest = _LINE_START.findall(token)[0]
    return f'{gap}<span class="{"nd" if word[0] == "@" else "k"}">{word}</span>{rest}'


def _color_string(token: str, quote: int, before: str) -> str:
    """Color a string whose first quote is at index `quote`; an unterminated one stays plain."""
    if not token.endswith(token[quote]) or len(token) == quote + 1:
        return token
    prefix = token[:quote].lower()
    if "f" in prefix or "t" in prefix:
        token = _SHOWN_FIELD.sub(_color_field, token)
    elif token.endswith(token[quote] * 3) and before.rstrip(" \t").endswith("\n"):
        return f'<span class="sd">{token}</span>'
    return f'<span class="s">{token}</span>'


def _color_field(match: re.Match[str]) -> str:
    field = match[0]
    return field if field in ("{{", "}}") else f'<span class="si">{field}</span>'


def _color_names(token: str) -> str:
    keyword, *names = token.split(maxsplit=1)
    if not names:
        return token
    if keyword in ("from", "import"):
        return _WORD.sub(_color_import, token)
    name = names[0]
    gap = token[len(keyword) : -len(name)]
    return f'<span class="k">{keyword}</span>{gap}<span class="{"nf" if keyword == "def" else "nc"}">{name}</span>'


def _color_import(match: re.Match[str]) -> str:
    word = match[0]
    return _TABLE[word] if word in ("as", "from", "import") else f'<span class="nn">{word}</span>'
