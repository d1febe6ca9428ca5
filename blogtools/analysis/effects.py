"""What is known of a statement and of the program around it, as data."""

from __future__ import annotations

import ast
import builtins

BUILTINS = frozenset(dir(builtins)) | {"display", "__file__", "__name__", "__doc__", "get_ipython", "exit", "quit"}


class Function:
    """What is known of the functions (or methods) of one name: all of them together, if there are several."""

    def __init__(self) -> None:
        self.parameters: list[str] = []
        self.changed_parameters: set[str] = set()
        self.reads: set[str] = set()
        """Names and hidden states of the module that it reads when it is called."""
        self.changes: set[str] = set()
        """Those that it changes."""
        self.files_read = False
        self.files_written = False
        self.is_generator = False
        self.makes_functions = False
        self.unknown = ""

    def size(self) -> tuple[int, ...]:
        """Grows as more becomes known."""
        sets = (self.changed_parameters, self.reads, self.changes)
        flags = (self.files_read, self.files_written, self.is_generator, self.makes_functions, bool(self.unknown))
        return (*map(len, sets), sum(flags))


class ProgramIndex:
    """What the statements of a program share: its imports, functions and classes, by name."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.methods: dict[str, Function] = {}
        self.classes: dict[str, set[str]] = {}
        """Name of a class to the names that its methods read."""
        self.star_imports: set[str] = set()
        self.locals: dict[ast.AST, frozenset[str]] = {}
        """Function to the names that are local to it."""

    def callables(self, name: str) -> bool:
        """Whether the program defines a function or class of this name."""
        return name in self.functions or name in self.classes


class Effects:
    """What one statement does when it runs."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.reads_through: set[str] = set()
        """Names and hidden states that the functions read which it may call."""
        self.binds: set[str] = set()
        self.may_bind: set[str] = set()
        self.deletes: set[str] = set()
        self.changes: set[str] = set()
        """Names and hidden states that it changes in place."""
        self.sets: set[str] = set()
        """Hidden states that it sets anew."""
        self.shares: dict[str, set[str]] = {}
        """Bound name to names whose objects it may share."""
        self.carries: dict[str, set[str]] = {}
        """Bound name to functions and classes of the program that its value may call."""
        self.iterators: set[str] = set()
        """Bound names whose value is used up by being read."""
        self.settings: set[str] = set()
        """Top-level packages that it sets up."""
        self.packages: set[str] = set()
        """Top-level packages that it uses."""
        self.always = False
        """Whether it sets what every later statement may meet."""
        self.reads_files: list[frozenset[str] | None] = []
        """Names of files it may read; None where the source does not say."""
        self.writes_files: list[frozenset[str] | None] = []
        self.unknown = ""
        """Why its effect cannot be known; empty if it can."""
        self.provides_unknown = False
        """Whether it may bind any name: a star import."""
        self.has_call = False
