"""Walks Python statements in execution order and records their effects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from blogtools.analysis import libraries
from blogtools.analysis.calls import Calls
from blogtools.analysis.effects import Effects
from blogtools.analysis.names import package_of
from blogtools.analysis.scope import children, parameters_of


class Walker(Calls):
    """A walk over one statement, or one function body."""

    # Statements ----------------------------------------------------------------------------------------------------

    def function_body(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Walk the code that runs when a function is called."""
        if isinstance(node, ast.Lambda):
            self.expression(node.body)
        else:
            self.block(node.body)

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Walk statements, one after another."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt, *, is_last: bool = False) -> None:
        """Walk a statement; with `is_last`, its value is displayed rather than discarded."""
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            handler(self, node)
        elif isinstance(node, ast.Expr):
            self.expression(node.value, is_discarded=not is_last)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expression(child)

    def finish(self) -> Effects:
        """Return the effects of a module-level statement, with certain bindings separated from possible ones."""
        effects = self.effects
        effects.binds = {name for name in effects.may_bind if name in self.bound}
        effects.may_bind -= effects.binds
        return effects

    @contextmanager
    def _conditional(self) -> Iterator[None]:
        """Walk code that may not run: names bound inside are not certainly bound after it."""
        before = set(self.bound)
        yield
        self.bound = before

    def _branches(self, blocks: Sequence[Callable[[], None]]) -> None:
        """Walk alternatives of which one runs: only names that all of them bind are certainly bound."""
        before = set(self.bound)
        ends = []
        for block in blocks:
            self.bound = set(before)
            block()
            ends.append(self.bound)
        self.bound = set.intersection(*ends) if ends else before

    def assign(self, target: ast.expr, value: ast.expr | None, sources: set[str], captured: set[str]) -> None:
        """Record that an assignment target is bound or changed."""
        if isinstance(target, ast.Name):
            self.bind(target.id)
            if sources - {target.id}:
                self.effects.aliases.setdefault(target.id, set()).update(sources - {target.id})
            if captured:
                self.effects.captured_callables.setdefault(target.id, set()).update(captured)
            if value is not None and self.is_iterator(value):
                self.effects.iterators.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            parts: Sequence[ast.expr | None] = [None] * len(target.elts)
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                parts = value.elts
            for element, part in zip(target.elts, parts, strict=True):
                self.assign(element, part, self.sources(part) if part is not None else sources, captured)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, None, sources, captured)
        else:
            self.expression(target)
            roots = self.sources_of_place(target)
            self.change(roots)
            self._configure(target)
            for root in roots:
                if sources - {root}:
                    self.effects.aliases.setdefault(root, set()).update(sources - {root})
                if captured:
                    self.effects.captured_callables.setdefault(root, set()).update(captured)

    def _configure(self, target: ast.expr) -> None:
        """Record an assignment to a package's settings: `plt.rcParams["…"] = …`, `pd.options.display.x = …`."""
        path = self.path(target)
        if path is None and isinstance(target, ast.Subscript):
            path = self.path(target.value)
        if path is not None:
            self.effects.configures.add(package_of(path))
            self.effects.always_keep |= path.startswith(libraries.ALWAYS_KEEP)

    def assign_statement(self, node: ast.Assign) -> None:
        """Record the bindings and aliases of `targets = value`."""
        if self.inside is None and isinstance(node.value, ast.Lambda) and isinstance(node.targets[0], ast.Name):
            self._defaults(node.value.args)
        else:
            self.expression(node.value)
        sources, captured = self.sources(node.value), self.captured_callables(node.value)
        for target in node.targets:
            self.assign(target, node.value, sources, captured)

    def annotated_statement(self, node: ast.AnnAssign) -> None:
        """Record the binding of `target: annotation = value`."""
        self.expression(node.annotation)
        if node.value is not None:
            self.expression(node.value)
            self.assign(node.target, node.value, self.sources(node.value), self.captured_callables(node.value))

    def augmented_statement(self, node: ast.AugAssign) -> None:
        """Record that `target += value` reads, changes and binds its target."""
        self.expression(node.value)
        if isinstance(node.target, ast.Name):
            self.read(node.target.id)
            # `+=` makes a new number, but changes a list or an array in place, which affects its aliases.
            self.change({node.target.id})
            self.bind(node.target.id)
        else:
            self.expression(node.target)
            self.change(self.sources_of_place(node.target))
            self._configure(node.target)

    def delete_statement(self, node: ast.Delete) -> None:
        """Record that names are unbound, and that the objects of deleted items and attributes change."""
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.effects.deletes.add(target.id)
                self.bound.discard(target.id)
            else:
                self.expression(target)
                self.change(self.sources_of_place(target))

    def for_statement(self, node: ast.For | ast.AsyncFor) -> None:
        """Record the loop variable as an alias of the iterable; the body may not run unless the iterable is literal."""
        self.expression(node.iter)
        sources = self.sources(node.iter) | self._plain_roots(node.iter)
        always_runs = isinstance(node.iter, ast.List | ast.Tuple | ast.Constant) or (
            isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) and node.iter.func.id == "range"
        )

        def loop() -> None:
            self.assign(node.target, None, sources, set())
            self.block(node.body)

        if always_runs:
            loop()
        else:
            with self._conditional():
                loop()
        with self._conditional():
            self.block(node.orelse)

    def _plain_roots(self, node: ast.expr) -> set[str]:
        """Return the names whose elements a loop iterates over: those in `zip(a, b)`, `enumerate(a)`, `a.items()`."""
        if isinstance(node, ast.Call):
            found = set().union(*(self._plain_roots(argument) for argument in node.args)) if node.args else set()
            return found | (self._plain_roots(node.func.value) if isinstance(node.func, ast.Attribute) else set())
        return self.sources_of_place(node)

    def while_statement(self, node: ast.While) -> None:
        """Walk a loop whose body may not run."""
        self.expression(node.test)
        with self._conditional():
            self.block(node.body)
        with self._conditional():
            self.block(node.orelse)

    def if_statement(self, node: ast.If) -> None:
        """Walk both branches as alternatives."""
        self.expression(node.test)
        self._branches([lambda: self.block(node.body), lambda: self.block(node.orelse)])

    def with_statement(self, node: ast.With | ast.AsyncWith) -> None:
        """Record the names bound by `as` as aliases of their context managers."""
        for item in node.items:
            self.expression(item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, None, self.sources(item.context_expr), set())
        self.block(node.body)

    def try_statement(self, node: ast.Try) -> None:
        """Walk the body and the handlers as alternatives, then `finally`."""

        def handler(one: ast.ExceptHandler) -> Callable[[], None]:
            def run() -> None:
                if one.type is not None:
                    self.expression(one.type)
                if one.name:
                    self.hidden.append({one.name})
                self.block(one.body)
                if one.name:
                    self.hidden.pop()

            return run

        def body() -> None:
            self.block(node.body)
            self.block(node.orelse)

        self._branches([body, *(handler(one) for one in node.handlers)])
        self.block(node.finalbody)

    def match_statement(self, node: ast.Match) -> None:
        """Walk the cases as alternatives, of which none may match; captured names alias the subject."""
        self.expression(node.subject)
        sources = self.sources(node.subject)

        def case(one: ast.match_case) -> Callable[[], None]:
            def run() -> None:
                for part in ast.walk(one.pattern):
                    if isinstance(part, ast.MatchAs | ast.MatchStar) and part.name:
                        self.assign(ast.Name(part.name), None, sources, set())
                    elif isinstance(part, ast.MatchMapping) and part.rest:
                        self.assign(ast.Name(part.rest), None, sources, set())
                    elif isinstance(part, ast.MatchValue):
                        self.expression(part.value)
                    elif isinstance(part, ast.MatchClass):
                        self.expression(part.cls)
                if one.guard is not None:
                    self.expression(one.guard)
                self.block(one.body)

            return run

        self._branches([*(case(one) for one in node.cases), lambda: None])

    def import_statement(self, node: ast.Import | ast.ImportFrom) -> None:
        """Record the imported names, and the module's file as read."""
        for alias in node.names:
            if alias.name == "*":
                self.effects.provides_unknown = True
            else:
                name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
                if isinstance(node, ast.Import) and "." in alias.name and not alias.asname:
                    # `import a.b` adds to the module that `import a.c` has bound.
                    self.effects.may_bind.add(name)
                    if self.inside is not None:
                        self.bound.add(name)
                else:
                    self.bind(name)
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        # An earlier cell may have written the module's file.
        self.effects.reads_files.append(frozenset({f"{module.rpartition('.')[2]}.py"}))

    def function_statement(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Record the function's name as bound, and what its decorators, defaults and annotations read."""
        for decorator in node.decorator_list:
            self.argument_depth += 1
            self.expression(decorator)
            self.argument_depth -= 1
        self._defaults(node.args)
        for annotation in (*(a.annotation for a in parameters_of(node.args)), node.returns):
            if annotation is not None:
                self.expression(annotation)
        if self.inside is not None:
            self._nested(node)
        self.bind(node.name)

    def _defaults(self, arguments: ast.arguments) -> None:
        for default in (*arguments.defaults, *(default for default in arguments.kw_defaults if default)):
            self.expression(default)

    def _nested(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Add the effects of a nested function to those of the enclosing one."""
        self.makes_functions = True
        walker = Walker(self.index, inside=node)
        walker.function_body(node)
        inner = walker.effects
        self.effects.reads |= inner.reads - self.locals
        self.effects.reads_through |= inner.reads_through
        self.change(walker.roots(inner.changes) - walker.locals)
        self.effects.packages |= inner.packages
        self.effects.reads_files += inner.reads_files
        self.effects.writes_files += inner.writes_files
        self.effects.unknown = self.effects.unknown or inner.unknown

    def class_statement(self, node: ast.ClassDef) -> None:
        """Record the class's name as bound; names bound in its body stay inside it."""
        for part in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.expression(part)
        self.hidden.append(set())
        for statement in node.body:
            before = set(self.effects.may_bind)
            bound = set(self.bound)
            self.statement(statement)
            made = self.effects.may_bind - before
            self.effects.may_bind, self.bound = before, bound
            self.hidden[-1] |= made
        self.hidden.pop()
        self.bind(node.name)

    # Expressions ---------------------------------------------------------------------------------------------------

    def expression(self, node: ast.expr, *, is_discarded: bool = False) -> None:
        """Walk an expression; with `is_discarded`, its value is unused, so it is there for its side effect."""
        if isinstance(node, ast.Name):
            self.read(node.id)
        elif isinstance(node, ast.Call):
            self.call(node, is_discarded=is_discarded)
        elif isinstance(node, ast.Lambda):
            self._defaults(node.args)
            if self.inside is not None:
                self._nested(node)
            else:
                self.hidden.append({argument.arg for argument in parameters_of(node.args)})
                self.expression(node.body)
                self.hidden.pop()
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            self._comprehension(node)
        elif isinstance(node, ast.NamedExpr):
            self.expression(node.value)
            self.assign(node.target, node.value, self.sources(node.value), self.captured_callables(node.value))
        elif isinstance(node, ast.Yield | ast.YieldFrom):
            self.is_generator = True
            if node.value is not None:
                self.expression(node.value)
        else:
            for child in children(node):
                if isinstance(child, ast.expr):
                    self.expression(child)
                elif isinstance(child, ast.keyword):
                    self.expression(child.value)
            path = self.path(node) if isinstance(node, ast.Attribute) else None
            if path is not None:
                self.random(path, None)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        self.expression(node.generators[0].iter)
        self.hidden.append(set())
        for number, generator in enumerate(node.generators):
            if number:
                self.expression(generator.iter)
            self.hidden[-1] |= {part.id for part in ast.walk(generator.target) if isinstance(part, ast.Name)}
            for condition in generator.ifs:
                self.expression(condition)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.expression(part)
        self.hidden.pop()


_STATEMENTS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Assign: Walker.assign_statement,
    ast.AnnAssign: Walker.annotated_statement,
    ast.AugAssign: Walker.augmented_statement,
    ast.Delete: Walker.delete_statement,
    ast.For: Walker.for_statement,
    ast.AsyncFor: Walker.for_statement,
    ast.While: Walker.while_statement,
    ast.If: Walker.if_statement,
    ast.With: Walker.with_statement,
    ast.AsyncWith: Walker.with_statement,
    ast.Try: Walker.try_statement,
    ast.TryStar: Walker.try_statement,
    ast.Match: Walker.match_statement,
    ast.Import: Walker.import_statement,
    ast.ImportFrom: Walker.import_statement,
    ast.FunctionDef: Walker.function_statement,
    ast.AsyncFunctionDef: Walker.function_statement,
    ast.ClassDef: Walker.class_statement,
}
