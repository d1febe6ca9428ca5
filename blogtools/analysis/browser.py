"""Decides whether code can run in a reader's browser, with Pyodide."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from blogtools.analysis.pyodide_packages import PYODIDE_PACKAGE_OF_MODULE, SAME_NAME_PYODIDE_PACKAGES

NOT_IN_BROWSER = frozenset(
    {
        *("subprocess", "multiprocessing", "threading", "socket", "socketserver", "ssl", "select", "selectors"),
        *("http", "ftplib", "imaplib", "poplib", "smtplib", "xmlrpc", "webbrowser", "concurrent", "signal"),
        *("tkinter", "turtle", "turtledemo", "idlelib", "curses", "readline", "dbm", "ensurepip", "venv", "pty"),
        *("tty", "termios", "fcntl", "resource", "pwd", "grp", "syslog", "msvcrt", "winreg", "winsound", "lib2to3"),
    }
)
"""Standard library modules that Pyodide lacks, or that need something no browser offers."""


def in_browser(modules: Iterable[str]) -> bool:
    """Return True if Pyodide has every module (dotted names) that a program imports."""
    return all(_has(module.partition(".")[0], module) for module in modules)


def _has(top: str, module: str) -> bool:
    if top in sys.stdlib_module_names:
        return top not in NOT_IN_BROWSER and module != "urllib.request"
    return top in SAME_NAME_PYODIDE_PACKAGES or top in PYODIDE_PACKAGE_OF_MODULE
