"""What a cell needs of the cells before it, and what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.analysis.slice import Slice, analyze


def cut(*cells: str) -> Slice:
    """The slice of the last cell."""
    return analyze(cells).slice(len(cells) - 1)


NEEDS: dict[str, tuple[list[str], str]] = {
    "names": (["a = 1\nb = 2", "c = a", "print(c)"], "a = 1\n\nc = a"),
    "the last binding counts": (["a = 1", "a = 2", "print(a)"], "a = 2"),
    "augmented": (["a = 1", "a += 1", "print(a)"], "a = 1\n\na += 1"),
    "an item is set": (["d = {}", "d['x'] = 1", "print(d)"], "d = {}\n\nd['x'] = 1"),
    "an attribute is set": (["o = object()", "o.x = 1", "print(o)"], "o = object()\n\no.x = 1"),
    "an item is deleted": (["d = {1: 2}", "del d[1]", "print(d)"], "d = {1: 2}\n\ndel d[1]"),
    "changed in place": (["l = [2, 1]", "l.sort()", "l.index(1)", "print(l)"], "l = [2, 1]\n\nl.sort()"),
    "changed through another name": (["a = []\nb = a", "b.append(1)", "print(a)"], "a = []\nb = a\n\nb.append(1)"),
    "changed through a view": (
        ["import numpy as np\nx = np.zeros(3)", "v = x[1:]", "v[0] = 5", "print(x)"],
        "import numpy as np\nx = np.zeros(3)\n\nv = x[1:]\n\nv[0] = 5",
    ),
    "a copy is another object": (["a = []\nb = a.copy()", "b.append(1)", "print(a)"], "a = []"),
    "changed in a loop": (
        ["l = [[], []]", "for x in l:\n    x.append(1)", "print(l)"],
        "l = [[], []]\n\nfor x in l:\n    x.append(1)",
    ),
    "the names of a loop are its own": (["i = 5", "for i in range(3):\n    print(i)"], ""),
    "a binding that may not happen": (
        ["a = 1", "if len('x') > 2:\n    a = 2", "print(a)"],
        "a = 1\n\nif len('x') > 2:\n    a = 2",
    ),
    "a binding in both branches": (
        ["a = 1", "if len('x') > 2:\n    a = 2\nelse:\n    a = 3", "print(a)"],
        "if len('x') > 2:\n    a = 2\nelse:\n    a = 3",
    ),
    "import or else": (
        ["try:\n    import json\nexcept ImportError:\n    json = None", "json"],
        "try:\n    import json\nexcept ImportError:\n    json = None",
    ),
    "functions, and what they read": (
        ["def f():\n    return g() + K", "def g():\n    return 1", "K = 2\nL = 3", "f()"],
        "def f():\n    return g() + K\n\ndef g():\n    return 1\n\nK = 2",
    ),
    "a function that is defined again": (
        ["def g():\n    return 1\ndef f():\n    return g()", "def g():\n    return 2", "f()"],
        "def f():\n    return g()\n\ndef g():\n    return 2",
    ),
    "a function changes its argument": (
        ["def add(l):\n    l.append(1)", "x = []\ny = []", "add(x)", "add(y)", "print(x)"],
        "def add(l):\n    l.append(1)\n\nx = []\n\nadd(x)",
    ),
    "a function that only looks": (["def look(l):\n    return len(l)", "x = []", "look(x)", "print(x)"], "x = []"),
    "a function changes a global": (
        ["n = 0\ndef count():\n    global n\n    n += 1", "count()", "print(n)"],
        "n = 0\ndef count():\n    global n\n    n += 1\n\ncount()",
    ),
    "a function that calls one that changes": (
        ["def f(l):\n    l.append(1)\ndef g(l):\n    f(l)", "x = []", "g(x)", "print(x)"],
        "def f(l):\n    l.append(1)\ndef g(l):\n    f(l)\n\nx = []\n\ng(x)",
    ),
    "decorators": (
        ["def d(f):\n    return f", "@d\ndef g():\n    return 1", "g()"],
        "def d(f):\n    return f\n\n@d\ndef g():\n    return 1",
    ),
    "closures": (
        ["K = 2\ndef make():\n    def inner():\n        return K\n    return inner", "f = make()", "K = 3", "f()"],
        "K = 2\ndef make():\n    def inner():\n        return K\n    return inner\n\nf = make()\n\nK = 3",
    ),
    "lambdas are called later": (["f = lambda: K", "K = 1", "f()"], "f = lambda: K\n\nK = 1"),
    "methods": (
        [
            "class A:\n    def __init__(self):\n        self.x = K\n    def set(self):\n        self.x = 2",
            "K = 1",
            "a = A()",
            "a.set()",
            "print(a.x)",
        ],
        "class A:\n    def __init__(self):\n        self.x = K\n    def set(self):\n        self.x = 2\n\n"
        "K = 1\n\na = A()\n\na.set()",
    ),
    "a base class": (
        ["class A: pass", "class B(A): pass", "class C: pass", "B()"],
        "class A: pass\n\nclass B(A): pass",
    ),
    "comprehensions have names of their own": (
        ["x = 5", "y = [x for x in range(3)]", "y"],
        "y = [x for x in range(3)]",
    ),
    "what is used up": (["g = (i for i in range(3))", "next(g)", "list(g)"], "g = (i for i in range(3))\n\nnext(g)"),
    "star import": (["from math import *", "a = 1", "sqrt(4)"], "from math import *"),
    "imported as": (["import numpy as np\nimport json as j", "j.dumps({})"], "import json as j"),
    "unpacked": (["a, (b, *c) = 1, (2, 3)", "d = 4", "print(c)"], "a, (b, *c) = 1, (2, 3)"),
    "walrus": (["if (n := 3) > 2:\n    pass", "print(n)"], "if (n := 3) > 2:\n    pass"),
    "match": (
        ["match [1, 2]:\n    case [x, y]:\n        z = x\n    case _:\n        z = 0", "z"],
        "match [1, 2]:\n    case [x, y]:\n        z = x\n    case _:\n        z = 0",
    ),
    "with": (
        ["import io", "with io.StringIO() as f:\n    t = f.read()", "t"],
        "import io\n\nwith io.StringIO() as f:\n    t = f.read()",
    ),
    "seeds, and the draws after them": (
        ["import random", "random.random()", "random.seed(1)", "a = random.random()", "print(random.random())"],
        "import random\n\nrandom.seed(1)\n\na = random.random()",
    ),
    "draws of a function": (
        ["import numpy as np\ndef draw():\n    return np.random.rand()", "np.random.seed(0)", "draw()", "draw()"],
        "import numpy as np\ndef draw():\n    return np.random.rand()\n\nnp.random.seed(0)\n\ndraw()",
    ),
    "a generator of its own": (
        ["import numpy as np", "rng = np.random.default_rng(0)", "rng.normal()", "np.random.seed(0)", "rng.normal()"],
        "import numpy as np\n\nrng = np.random.default_rng(0)\n\nrng.normal()",
    ),
    "settings of a package that is used": (
        [
            "import pandas as pd\nimport numpy as np",
            "pd.set_option('display.precision', 2)",
            "np.set_printoptions(2)",
            "pd.Series([1.0])",
        ],
        "import pandas as pd\n\npd.set_option('display.precision', 2)",
    ),
    "figures end with their cell": (
        ["import matplotlib.pyplot as plt", "plt.style.use('ggplot')", "plt.plot([1])", "plt.plot([2])"],
        "import matplotlib.pyplot as plt\n\nplt.style.use('ggplot')",
    ),
    "a figure that has a name": (
        ["import matplotlib.pyplot as plt", "fig, ax = plt.subplots()\nax.plot([1])\nplt.title('t')", "fig"],
        "import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots()\nax.plot([1])\nplt.title('t')",
    ),
    "files": (
        [
            "import pandas as pd",
            "open('a.txt', 'w').write('1')",
            "open('b.txt', 'w').write('2')",
            "open('a.txt').read()",
        ],
        "open('a.txt', 'w').write('1')",
    ),
    "the working folder, paths and warnings": (
        ["import os, sys, warnings", "os.chdir('..')\nsys.path.append('x')", "warnings.simplefilter('ignore')", "1"],
        "import os, sys, warnings\n\nos.chdir('..')\nsys.path.append('x')\n\nwarnings.simplefilter('ignore')",
    ),
    "comments and formatting stay": (
        ["# the start\n# in two lines\na = [\n    1,  # one\n]\n\n\nb = 2  # two", "a, b"],
        "# the start\n# in two lines\na = [\n    1,  # one\n]\n\n\nb = 2  # two",
    ),
    "statements on one line stay together": (["a = 1; b = 2\nc = 3", "a"], "a = 1; b = 2"),
    "what the cell before showed": (["a = 1", "# two\n[a,\n 2]", "b = 3", "len(_)"], "a = 1\n\n# two\n_ = [a,\n 2]"),
    "code in a text": (["import timeit\nx = 1\ny = 2", "timeit.timeit('x + 1')"], "import timeit\nx = 1"),
    "names in a query": (
        ["import pandas as pd\nx = 1\ny = 2", "pd.DataFrame({'a': [1]}).query('a > @x')"],
        "import pandas as pd\nx = 1",
    ),
    "shown values are not needed": (["a = [1]", "a", "a[0]", "len(a)", "print(a)"], "a = [1]"),
    "frames": (
        [
            "import pandas as pd",
            "df = pd.DataFrame({'a': [1]})",
            "df.head()",
            "df['b'] = df.a * 2",
            "df.describe()",
            "df",
        ],
        "import pandas as pd\n\ndf = pd.DataFrame({'a': [1]})\n\ndf['b'] = df.a * 2",
    ),
    "inplace": (
        ["import pandas as pd", "df = pd.DataFrame({'a': [1]})", "df.dropna(inplace=True)", "df.dropna()", "df"],
        "import pandas as pd\n\ndf = pd.DataFrame({'a': [1]})\n\ndf.dropna(inplace=True)",
    ),
    "a model is fitted": (
        [
            "from sklearn.linear_model import LinearRegression",
            "m = LinearRegression()",
            "m.fit([[1]], [1])",
            "m.score([[1]], [1])",
            "m.predict([[2]])",
        ],
        "from sklearn.linear_model import LinearRegression\n\nm = LinearRegression()\n\nm.fit([[1]], [1])",
    ),
}


@pytest.mark.parametrize(("cells", "setup"), NEEDS.values(), ids=NEEDS.keys())
def test_a_slice_is_what_the_cell_needs(cells: list[str], setup: str) -> None:
    """To the letter, in the order of the notebook."""
    made = cut(*cells)
    assert (made.setup, made.source, made.notes) == (setup, cells[-1], ())


MAGICS: dict[str, tuple[str, str]] = {
    "settings go": ("%matplotlib inline\nx = 1", "\nx = 1"),
    "timed": ("%timeit -n 10 f(x)", "f(x)"),
    "a timed cell": ("%%time\nx = 1", "x = 1"),
    "a timed cell with a setup": ("%%timeit -n 3 y = 2\nx = y", "y = 2\nx = y"),
    "a shell command": ("!ls -l", "print(subprocess.getoutput('ls -l'))"),
    "its output": (
        "a = !ls",
        "a = subprocess.getoutput('ls').splitlines()",
    ),
    "with a value": ("!echo {x}", "print(subprocess.getoutput(f'echo {x}'))"),
    "a folder": ("%cd data", "os.chdir('data')"),
    "help": ("len?\nx = 1", "\nx = 1"),
    "in a block": ("if True:\n    %matplotlib inline\n    x = 1", "if True:\n    pass\n    x = 1"),
    "a per cent sign in brackets": ("x = (7\n% 4)", "x = (7\n% 4)"),
    "a text that looks like one": ("x = '''\n%time\n!ls\n'''", "x = '''\n%time\n!ls\n'''"),
    "bash": ("%%bash\nls\n", r"print(subprocess.getoutput('ls\n'))"),
    "a written file": ("%%writefile a.py\nx = 1\n", "pathlib.Path('a.py').write_text('x = 1\\n')"),
}


@pytest.mark.parametrize(("cell", "plain"), MAGICS.values(), ids=MAGICS.keys())
def test_magics_become_python_or_go(cell: str, plain: str) -> None:
    """Line for line."""
    assert cut(cell).source == plain.strip("\n")


def test_modules_that_magics_need_are_imported() -> None:
    """At the top."""
    assert cut("files = !ls", "len(files)").setup.startswith("import subprocess\n\nfiles = subprocess.getoutput('ls'")


def test_installs_are_told_and_left_out() -> None:
    """In both forms."""
    made = cut("!pip install -q a b\n%pip install c", "1")
    assert (made.installs, made.setup) == (("pip install -q a b", "pip install c"), "")


@pytest.mark.parametrize(
    ("cells", "notes"),
    [
        (
            ["a = 1", "exec('b = 2')", "c = 3", "b"],
            (
                "b is not defined above, so all earlier code is kept",
                "exec() is called, so all code before it is kept",
            ),
        ),
        (["a = 1", "b = eval('a')", "c = 3", "b"], ("eval() is called, so all code before it is kept",)),
        (["a = 1", "b + c"], ("b, c are not defined above, so all earlier code is kept",)),
    ],
    ids=["exec", "eval", "never defined"],
)
def test_what_cannot_be_known_keeps_everything_before_it(cells: list[str], notes: tuple[str, ...]) -> None:
    """And says so."""
    made = cut(*cells)
    assert (made.notes, cells[0] in made.setup, cells[1] in made.setup or len(cells) == 2) == (notes, True, True)


def test_a_cell_that_is_no_python_takes_no_part() -> None:
    """It never ran; the error is told for the cell itself."""
    analysis = analyze(["a = 1", "print 'old'", "a"])
    assert analysis.error(1) is not None
    assert analysis.slice(2).setup == "a = 1"


def test_a_long_cell_and_deep_nesting_are_no_trouble() -> None:
    """Ten thousand lines; a thousand brackets are told as an error."""
    cells = ["\n".join(f"x{n} = {n}" for n in range(10_000)), "x7"]
    assert cut(*cells).setup == "x7 = 7"
    assert analyze(["(" * 1_000 + ")" * 1_000]).error(0) is not None


def test_a_statement_that_is_nested_too_deeply_is_kept() -> None:
    """With all that stands before it."""
    deep = "if a:\n    x = 1\n" + "elif a:\n    pass\n" * 900
    made = cut("a = 1", deep, "x")
    assert (made.notes, made.kept) == (
        ("a statement is nested too deeply to be read, so all code before it is kept",),
        3,
    )


def test_the_numbers_of_statements() -> None:
    """Those of the slice, and of the whole prefix."""
    made = cut("a = 1\nb = 2\nc = 3", "print(a)\nprint(a)")
    assert (made.kept, made.total, made.whole) == (3, 5, False)


@given(
    st.lists(
        st.sampled_from(
            ["a = 1", "b = a", "a += 1", "b.append(a)", "del a", "for a in b: c = a", "def f(): return b", "c = f()"]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_slice_keeps_lines_and_their_order(lines: list[str]) -> None:
    """Nothing is written anew, nothing twice, and what is kept stays in order."""
    cells = [f"{line}  # {number}" for number, line in enumerate(lines)]
    numbers = [int(line.rpartition("# ")[2]) for line in cut(*cells, "print(c)").setup.split("\n") if line]
    assert numbers == sorted(set(numbers))
