"""Programs that tests need and pip does not install: where they are, and what happens without them."""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PACKAGES = {"chromium": "chromium", "npm": "npm", "node": "nodejs", "java": "default-jre-headless", "jekyll": "jekyll"}
"""Program to the Debian package that has it."""
REQUIRED = "BLOGTOOLS_REQUIRE_PROGRAMS"
"""Variable of the environment that makes a missing program a failure: CI sets it, so that no test is left out there."""


def require(program: str) -> None:
    """Skip the test that is running if a program of `PACKAGES` is not installed."""
    if CHROMIUM if program == "chromium" else shutil.which(program):
        return
    reason = f"needs {program}, which is not installed (Debian: apt-get install {PACKAGES[program]})"
    if os.environ.get(REQUIRED):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
