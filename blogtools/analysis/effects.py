"""Data recorded about statements and functions: what they read, bind and change."""

from __future__ import annotations

import ast
import builtins

BUILTINS = frozenset(dir(builtins)) | {"display", "__file__", "__name__", "__doc__", "get_ipython", "exit", "quit"}


class Function:
    """The effects of calling a function (or method); functions of the same name are merged."""

    def __init__(self) -> None:
        self.parameters: list[str] = []
        self.changed_parameters: set[str] = set()
        self.reads: set[str] = set()
        """Names and hidden states of the module that a call reads."""
        self.changes: set[str] = set()
        """Names and hidden states of the module that a call changes."""
        self.files_read = False
        self.files_written = False
        self.is_generator = False
        self.makes_functions = False
        self.unknown = ""

    def size(self) -> tuple[int, ...]:
        """Return a measure that grows with every effect recorded."""
        sets = (self.changed_parameters, self.reads, self.changes)
        flags = (self.files_read, self.files_written, self.is_generator, self.makes_functions, bool(self.unknown))
        return (*map(len, sets), sum(flags))


class ProgramIndex:
    """The imports, functions and classes of a program, by name."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.methods: dict[str, Function] = {}
        self.classes: dict[str, set[str]] = {}
        """Class name to its methods, as `·method:NAME`."""
        self.star_imports: set[str] = set()
        self.locals: dict[ast.AST, frozenset[str]] = {}
        """Function node to the names that are local to it."""

    def has_callable(self, name: str) -> bool:
        """Return True if the program defines a function or class of this name."""
        return name in self.functions or name in self.classes


class Effects:
    """The effects of running one statement."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.reads_through: set[str] = set()
        """Names and hidden states read by the functions it may call."""
        self.binds: set[str] = set()
        self.may_bind: set[str] = set()
        self.deletes: set[str] = set()
        self.changes: set[str] = set()
        """Names and hidden states that it changes in place."""
        self.sets: set[str] = set()
        """Hidden states that it replaces, such as a random seed."""
        self.aliases: dict[str, set[str]] = {}
        """Bound name to names that may refer to the same object."""
        self.captured_callables: dict[str, set[str]] = {}
        """Bound name to functions and classes of the program that its value may call later."""
        self.iterators: set[str] = set()
        """Bound names whose value is exhausted by reading it."""
        self.configures: set[str] = set()
        """Top-level packages whose settings it changes."""
        self.packages: set[str] = set()
        """Top-level packages that it uses."""
        self.always_keep = False
        """True if it changes global state that any later statement may depend on, so that every slice keeps it."""
        self.reads_files: list[frozenset[str] | None] = []
        """Sets of file names it may read; None where the source does not tell."""
        self.writes_files: list[frozenset[str] | None] = []
        self.unknown = ""
        """Reason why its effects cannot be determined; empty if they can."""
        self.provides_unknown = False
        """True if it may bind any name, as a star import does."""
        self.has_call = False
