"""Side effects of calls: changed objects, random draws, files read and written."""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress

from blogtools.analysis import libraries
from blogtools.analysis.effects import BUILTINS, Function
from blogtools.analysis.names import Names, package_of

_AT_NAME = re.compile(r"@([^\W\d]\w*)")


class Calls(Names, ABC):
    """A walk that records the effects of calls."""

    @abstractmethod
    def statement(self, node: ast.stmt, *, is_last: bool = False) -> None:
        """Walk a statement; with `is_last`, its value is displayed rather than discarded."""

    @abstractmethod
    def expression(self, node: ast.expr, *, is_discarded: bool = False) -> None:
        """Walk an expression; with `is_discarded`, its value is unused, so it is there for its side effect."""

    def call(self, node: ast.Call, *, is_discarded: bool) -> None:
        """Walk a call; with `is_discarded`, its value is unused."""
        self.effects.has_call = True
        self.expression(node.func)
        arguments = [argument.value if isinstance(argument, ast.Starred) else argument for argument in node.args]
        self.argument_depth += 1
        for argument in (*arguments, *(keyword.value for keyword in node.keywords)):
            self.expression(argument)
        self.argument_depth -= 1
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        self._keyword_effects(keywords, node)
        path = self.path(node.func)
        self._code_in_strings(path, node, arguments)
        if path is not None:
            self._library_call(path, node, arguments, is_discarded=is_discarded)
        elif isinstance(node.func, ast.Name):
            self._named_call(node.func.id, node, arguments, keywords, is_discarded=is_discarded)
        elif isinstance(node.func, ast.Attribute):
            self._method_call(node.func, node, arguments, keywords)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        self._files(name, node, arguments)

    def _code_in_strings(self, path: str | None, node: ast.Call, arguments: Sequence[ast.expr]) -> None:
        """Walk code in strings: `cProfile.run("f(x)")`, `timeit("f(x)")`, `df.query("a > @x")`."""
        texts = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if path in libraries.RUNNERS_OF_TEXT:
            for text in texts:
                with suppress(SyntaxError, ValueError):
                    for statement in ast.parse(text).body:
                        self.statement(statement)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("query", "eval"):
            for text in texts:
                for name in _AT_NAME.findall(text):
                    self.read(name)

    def _keyword_effects(self, keywords: dict[str, ast.expr], node: ast.Call) -> None:
        for name in ("out", "ax", "axes", "cax", "fig"):
            if name in keywords:
                self.change(self.sources_of_place(keywords[name]))
        inplace = keywords.get("inplace")
        if inplace is not None and not (isinstance(inplace, ast.Constant) and inplace.value is False):
            self.change(self.sources_of_place(node.func))

    def _library_call(self, path: str, node: ast.Call, arguments: Sequence[ast.expr], *, is_discarded: bool) -> None:
        package = package_of(path)
        name = path.rpartition(".")[2]
        self.random(path, node)
        if path in libraries.ARGUMENT_CHANGERS:
            for argument in arguments:
                self.change(self.sources_of_place(argument))
        if path.startswith(libraries.ALWAYS_KEEP):
            self.effects.always_keep = True
        if package in libraries.DRAWING_PACKAGES:
            if name in libraries.FIGURE_SETTINGS or {"style", "rcParams"} & set(path.split(".")):
                self.effects.configures.add(package)
            else:
                self.change({"·figure"})
                self.effects.reads.add("·figure")
                if is_discarded:
                    for argument in arguments:
                        self.change(name for name in self.sources_of_place(argument) if name.startswith(("ax", "fig")))
        elif set(path.split(".")) & libraries.SETTING_NAMES:
            self.effects.configures.add(package)
        elif is_discarded and package not in libraries.PURE_PACKAGES and name not in libraries.PURE_METHODS:
            self.effects.configures.add(package)
            for argument in arguments:
                self.change(self.sources_of_place(argument))

    def random(self, path: str, node: ast.Call | None) -> None:
        """Record a draw from a hidden random state, or its seeding."""
        parts = path.split(".")
        if path in libraries.SEEDS and node is not None:
            self.effects.sets.add(libraries.SEEDS[path])
            return
        for module, state in libraries.RANDOM_STATES.items():
            if path.startswith(f"{module}."):
                if libraries.OWN_STATE.isdisjoint(parts):
                    self._draw(state)
                return
        if parts[-1] in libraries.DRAWING_NAMES:
            given = {keyword.arg for keyword in node.keywords} if node is not None else set()
            if not given & {"random_state", "seed", "rng"}:
                self._draw("·numpy.random")
                self._draw("·random")

    def _draw(self, state: str) -> None:
        self.effects.reads.add(state)
        self.effects.changes.add(state)

    def _named_call(
        self,
        name: str,
        node: ast.Call,
        arguments: Sequence[ast.expr],
        keywords: dict[str, ast.expr],
        *,
        is_discarded: bool,
    ) -> None:
        function = self.index.functions.get(name)
        if function is not None and name not in self.locals:
            self._function_call(function, arguments, keywords, skip=0)
        elif name in self.index.classes:
            methods = [self.index.methods[method.removeprefix("·method:")] for method in self.index.classes[name]]
            self.effects.unknown = self.effects.unknown or next((one.unknown for one in methods if one.unknown), "")
            for method in ("__init__", "__new__", "__post_init__"):
                if f"·method:{method}" in self.index.classes[name]:
                    self._function_call(self.index.methods[method], arguments, keywords, skip=1)
        elif name in libraries.BUILTIN_UNKNOWN or (name == "vars" and not node.args):
            self.effects.unknown = f"{name}() is called"
        elif name in libraries.BUILTIN_CHANGERS:
            for argument in arguments[:1]:
                self.change(self.sources_of_place(argument))
        elif name not in BUILTINS and self.inside is not None and name in self.locals and is_discarded:
            # A function passed in as an argument: nothing is known of what it does with its own arguments.
            for argument in arguments:
                self.change(self.sources_of_place(argument))

    def _function_call(
        self, function: Function, arguments: Sequence[ast.expr], keywords: dict[str, ast.expr], *, skip: int
    ) -> None:
        self.change(function.changes)
        self._reads_of(function.reads)
        if function.files_read:
            self.effects.reads_files.append(None)
        if function.files_written:
            self.effects.writes_files.append(None)
        self.effects.unknown = self.effects.unknown or function.unknown
        names = function.parameters[skip:]
        for number, argument in enumerate(arguments):
            name = names[number] if number < len(names) else None
            if name in function.changed_parameters or (name is None and function.changed_parameters):
                self.change(self.sources_of_place(argument))
        for name, argument in keywords.items():
            if name in function.changed_parameters:
                self.change(self.sources_of_place(argument))

    def _method_call(
        self, func: ast.Attribute, node: ast.Call, arguments: Sequence[ast.expr], keywords: dict[str, ast.expr]
    ) -> None:
        method = func.attr
        roots = self.sources_of_place(func.value)
        function = self.index.methods.get(method)
        if function is not None:
            if function.parameters and function.parameters[0] in function.changed_parameters:
                self.change(roots)
            self._function_call(function, arguments, keywords, skip=1)
        if method in libraries.PLOT_METHODS:
            self.effects.packages.add("matplotlib")
            if method not in libraries.PURE_METHODS:
                self.change(roots)
            self.change({"·figure"})
            self.effects.reads.add("·figure")
        elif function is None and method not in libraries.PURE_METHODS:
            self.change(roots)
            if method in libraries.CHANGING_METHODS:
                # `things.append(thing)`: a change to the thing is a change to the list's content.
                kept = set().union(*(self.sources(argument) for argument in arguments)) if arguments else set()
                for root in roots:
                    if kept - {root}:
                        self.effects.aliases.setdefault(root, set()).update(kept - {root})
        if method in libraries.DRAWING_METHODS and "random_state" not in keywords:
            self._draw("·numpy.random")
        for name in roots:
            for captured in self.effects.captured_callables.get(name, ()):
                if captured in self.index.functions:
                    self.change(self.index.functions[captured].changes)
        del node

    def _files(self, name: str, node: ast.Call, arguments: Sequence[ast.expr]) -> None:
        """Record the files that a call may read or write, going by the strings among its arguments."""
        is_open = name == "open"
        writes = name in libraries.FILE_WRITERS or name == "savefig"
        reads = name in libraries.FILE_READERS
        if is_open:
            mode = next((keyword.value for keyword in node.keywords if keyword.arg == "mode"), None)
            mode = mode or (arguments[1] if len(arguments) > 1 else None)
            text = str(mode.value) if isinstance(mode, ast.Constant) else "r" if mode is None else "w"
            writes = not text.startswith("r") or "+" in text
            reads = not writes
        if not (reads or writes):
            return
        if name in ("load", "save", "dump", "run", "call", "get", "connect", "File", "extract", "download", "remove"):
            # These names are common: they count only on a library, or with a string that may name a file.
            texts_given = any(isinstance(part, ast.Constant | ast.JoinedStr) for part in arguments)
            if self.path(node.func) is None and not texts_given:
                return
        parts = [*arguments, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            parts.append(node.func.value)
        texts = {
            part.value
            for argument in parts
            for part in ast.walk(argument)
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value) > 2  # noqa: PLR2004 - modes and separators
        }
        names = frozenset(texts) or None
        if reads:
            self.effects.reads_files.append(names)
        if writes:
            self.effects.writes_files.append(names)
