"""From imports to packages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from blogtools.analysis.browser import in_browser
from blogtools.analysis.dependencies import distributions, implied, requirements_of
from blogtools.analysis.slice import Slice, analyze


def cut(cell: str) -> Slice:
    """The slice of a cell that stands alone."""
    return analyze([cell]).slice(0)


@pytest.mark.parametrize(
    ("modules", "names"),
    [
        (["json", "os.path", "collections.abc"], ()),
        (
            ["numpy", "sklearn.linear_model", "PIL.Image", "yaml", "cv2"],
            ("numpy", "opencv-python", "pillow", "pyyaml", "scikit-learn"),
        ),
        (["google.cloud.storage", "google.protobuf"], ("google-cloud-storage", "protobuf")),
        (["mpl_toolkits.mplot3d", "matplotlib.pyplot"], ("matplotlib",)),
        (["_pytest"], ("pytest",)),
    ],
    ids=["standard library", "other names", "a namespace", "parts of one", "installed here"],
)
def test_modules_come_from_packages(modules: list[str], names: tuple[str, ...]) -> None:
    """By the tables, else by what is installed."""
    assert (distributions(modules).names, distributions(modules).unknown) == (names, ())


def test_a_module_that_nobody_knows_is_a_guess() -> None:
    """And said to be one; an install line of the notebook makes it certain."""
    assert distributions(["no_such_thing"]).names == ("no-such-thing",)
    assert distributions(["no_such_thing"]).unknown == ("no_such_thing",)
    assert distributions(["no_such_thing"], ["no-such-thing>=2"]).names == ("no-such-thing>=2",)
    assert distributions(["no_such_thing"], ["no-such-thing>=2"]).unknown == ()


def test_pinned_asks_for_what_is_installed() -> None:
    """Where it is installed."""
    assert distributions(["pytest", "catboost"], pinned=True).names == ("catboost", f"pytest=={pytest.__version__}")


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("pip install numpy", ("numpy",)),
        ("pip install -q -U 'scikit_learn>=1.0' pandas==2.0", ("scikit-learn>=1.0", "pandas==2.0")),
        ('python -m pip install "dask[complete]" --upgrade', ("dask[complete]",)),
        ("pip install -r requirements.txt --extra-index-url https://example.org a", ("a",)),
        ("pip install git+https://example.org/a.git .", ()),
        ("conda install -y -c conda-forge gdal && echo done", ("gdal",)),
    ],
    ids=["plain", "versions", "extras", "options", "addresses", "conda"],
)
def test_install_lines_hold_requirements(command: str, names: tuple[str, ...]) -> None:
    """And much else."""
    assert requirements_of(command) == names


@pytest.mark.parametrize(
    ("source", "version"),
    [("x = 1", (3, 9)), ("match x:\n    case 1: pass", (3, 10)), ("try: pass\nexcept* E: pass", (3, 11))],
    ids=["old", "match", "groups"],
)
def test_syntax_needs_a_version(source: str, version: tuple[int, int]) -> None:
    """The oldest that has it."""
    assert cut(source).usage.python == version


def test_what_pandas_needs_without_saying_so() -> None:
    """Only where pandas is imported."""
    attributes = cut("df = pd.read_excel('a.xlsx')\ndf.plot()").usage.attributes
    assert implied(attributes, ["pandas"]) == {"openpyxl", "matplotlib"}
    assert implied(attributes, ["polars"]) == frozenset()


@pytest.mark.parametrize(
    ("modules", "can"),
    [
        (["json", "math"], True),
        (["numpy", "pandas.plotting", "sklearn.svm", "matplotlib.pyplot"], True),
        (["subprocess"], False),
        (["torch"], False),
        (["urllib.parse"], True),
        (["urllib.request"], False),
    ],
    ids=["standard library", "packages", "processes", "too large", "addresses", "network"],
)
def test_what_runs_in_a_browser(modules: list[str], can: bool) -> None:  # noqa: FBT001 - a column of the table
    """By Pyodide's own list."""
    assert in_browser(modules) is can


def test_metadata_is_not_read_without_need() -> None:
    """It costs a tenth of a second."""
    code = (
        "import sys; from blogtools.analysis.dependencies import distributions; distributions(['numpy', 'sklearn']);"
        "sys.exit('importlib.metadata' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
