"""A walk over Python in the order in which it runs."""

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
    """Walks one statement, or the body of one function."""

    # Statements ----------------------------------------------------------------------------------------------------

    def function_body(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Walk what runs when the function is called."""
        if isinstance(node, ast.Lambda):
            self.expression(node.body)
        else:
            self.block(node.body)

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Walk statements, one after another."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt, *, is_last: bool = False) -> None:
        """Walk a statement; `is_last` says that its value is shown rather than thrown away."""
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            handler(self, node)
        elif isinstance(node, ast.Expr):
            self.expression(node.value, thrown_away=not is_last)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expression(child)

    def finish(self) -> Effects:
        """The facts of a statement of the module."""
        facts = self.facts
        facts.binds = {name for name in facts.may_bind if name in self.bound}
        facts.may_bind -= facts.binds
        return facts

    @contextmanager
    def _maybe(self) -> Iterator[None]:
        """What is bound inside may not be bound after it."""
        before = set(self.bound)
        yield
        self.bound = before

    def _branches(self, blocks: Sequence[Callable[[], None]]) -> None:
        """Several ways, of which one is taken: what all of them bind is bound."""
        before = set(self.bound)
        ends = []
        for block in blocks:
            self.bound = set(before)
            block()
            ends.append(self.bound)
        self.bound = set.intersection(*ends) if ends else before

    def assign(self, target: ast.expr, value: ast.expr | None, sources: set[str], carried: set[str]) -> None:
        """Bind, or change, what stands on the left of an assignment."""
        if isinstance(target, ast.Name):
            self.bind(target.id)
            if sources - {target.id}:
                self.facts.shares.setdefault(target.id, set()).update(sources - {target.id})
            if carried:
                self.facts.carries.setdefault(target.id, set()).update(carried)
            if value is not None and self.is_iterator(value):
                self.facts.iterators.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            parts: Sequence[ast.expr | None] = [None] * len(target.elts)
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                parts = value.elts
            for element, part in zip(target.elts, parts, strict=True):
                self.assign(element, part, self.sources(part) if part is not None else sources, carried)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, None, sources, carried)
        else:
            self.expression(target)
            roots = self.sources_of_place(target)
            self.change(roots)
            self._set_up(target)
            for root in roots:
                if sources - {root}:
                    self.facts.shares.setdefault(root, set()).update(sources - {root})
                if carried:
                    self.facts.carries.setdefault(root, set()).update(carried)

    def _set_up(self, target: ast.expr) -> None:
        """A place inside of a package: `plt.rcParams["…"] = …`, `pd.options.display.x = …`."""
        path = self.path(target)
        if path is None and isinstance(target, ast.Subscript):
            path = self.path(target.value)
        if path is not None:
            self.facts.settings.add(package_of(path))
            self.facts.always |= path.startswith(libraries.ALWAYS)

    def assign_statement(self, node: ast.Assign) -> None:
        """Walk a statement of this kind."""
        if self.inside is None and isinstance(node.value, ast.Lambda) and isinstance(node.targets[0], ast.Name):
            self._defaults(node.value.args)
        else:
            self.expression(node.value)
        sources, carried = self.sources(node.value), self.carried(node.value)
        for target in node.targets:
            self.assign(target, node.value, sources, carried)

    def annotated_statement(self, node: ast.AnnAssign) -> None:
        """Walk a statement of this kind."""
        self.expression(node.annotation)
        if node.value is not None:
            self.expression(node.value)
            self.assign(node.target, node.value, self.sources(node.value), self.carried(node.value))

    def augmented_statement(self, node: ast.AugAssign) -> None:
        """Walk a statement of this kind."""
        self.expression(node.value)
        if isinstance(node.target, ast.Name):
            self.read(node.target.id)
            # Numbers get a new object, lists and arrays change: whatever shares the object must know.
            self.change({node.target.id})
            self.bind(node.target.id)
        else:
            self.expression(node.target)
            self.change(self.sources_of_place(node.target))
            self._set_up(node.target)

    def delete_statement(self, node: ast.Delete) -> None:
        """Walk a statement of this kind."""
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.facts.deletes.add(target.id)
                self.bound.discard(target.id)
            else:
                self.expression(target)
                self.change(self.sources_of_place(target))

    def for_statement(self, node: ast.For | ast.AsyncFor) -> None:
        """Walk a statement of this kind."""
        self.expression(node.iter)
        sources = self.sources(node.iter) | self._plain_roots(node.iter)
        runs_surely = isinstance(node.iter, ast.List | ast.Tuple | ast.Constant) or (
            isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) and node.iter.func.id == "range"
        )

        def loop() -> None:
            self.assign(node.target, None, sources, set())
            self.block(node.body)

        if runs_surely:
            loop()
        else:
            with self._maybe():
                loop()
        with self._maybe():
            self.block(node.orelse)

    def _plain_roots(self, node: ast.expr) -> set[str]:
        """Names inside of `zip(a, b)`, `enumerate(a)`, `a.items()`, whose elements a loop takes."""
        if isinstance(node, ast.Call):
            found = set().union(*(self._plain_roots(argument) for argument in node.args)) if node.args else set()
            return found | (self._plain_roots(node.func.value) if isinstance(node.func, ast.Attribute) else set())
        return self.sources_of_place(node)

    def while_statement(self, node: ast.While) -> None:
        """Walk a statement of this kind."""
        self.expression(node.test)
        with self._maybe():
            self.block(node.body)
        with self._maybe():
            self.block(node.orelse)

    def if_statement(self, node: ast.If) -> None:
        """Walk a statement of this kind."""
        self.expression(node.test)
        self._branches([lambda: self.block(node.body), lambda: self.block(node.orelse)])

    def with_statement(self, node: ast.With | ast.AsyncWith) -> None:
        """Walk a statement of this kind."""
        for item in node.items:
            self.expression(item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, None, self.sources(item.context_expr), set())
        self.block(node.body)

    def try_statement(self, node: ast.Try) -> None:
        """Walk a statement of this kind."""

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
        """Walk a statement of this kind."""
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
        """Walk a statement of this kind."""
        for alias in node.names:
            if alias.name == "*":
                self.facts.provides_unknown = True
            else:
                name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
                if isinstance(node, ast.Import) and "." in alias.name and not alias.asname:
                    # `import a.b` adds to what `import a.c` has bound.
                    self.facts.may_bind.add(name)
                    if self.inside is not None:
                        self.bound.add(name)
                else:
                    self.bind(name)
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        # What a cell has written to a file may be the module.
        self.facts.reads_files.append(frozenset({f"{module.rpartition('.')[2]}.py"}))

    def function_statement(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Walk a statement of this kind."""
        for decorator in node.decorator_list:
            self.handed_over += 1
            self.expression(decorator)
            self.handed_over -= 1
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
        """A function inside of a function: what it does counts as done by the one around it."""
        self.makes_functions = True
        walker = Walker(self.index, inside=node)
        walker.function_body(node)
        inner = walker.facts
        self.facts.reads |= inner.reads - self.locals
        self.facts.reads_through |= inner.reads_through
        self.change(walker.roots(inner.changes) - walker.locals)
        self.facts.packages |= inner.packages
        self.facts.reads_files += inner.reads_files
        self.facts.writes_files += inner.writes_files
        self.facts.unknown = self.facts.unknown or inner.unknown

    def class_statement(self, node: ast.ClassDef) -> None:
        """Walk a statement of this kind."""
        for part in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.expression(part)
        self.hidden.append(set())
        for statement in node.body:
            before = set(self.facts.may_bind)
            bound = set(self.bound)
            self.statement(statement)
            made = self.facts.may_bind - before
            self.facts.may_bind, self.bound = before, bound
            self.hidden[-1] |= made
        self.hidden.pop()
        self.bind(node.name)

    # Expressions ---------------------------------------------------------------------------------------------------

    def expression(self, node: ast.expr, *, thrown_away: bool = False) -> None:
        """Walk an expression; `thrown_away` says that only its effect can be meant."""
        if isinstance(node, ast.Name):
            self.read(node.id)
        elif isinstance(node, ast.Call):
            self.call(node, thrown_away=thrown_away)
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
            self.assign(node.target, node.value, self.sources(node.value), self.carried(node.value))
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
