"""`add_addresses.py REPOSITORY TAG` in a checkout: let the package say where the project is, as PyPI shows it.

The repository (`owner/name` on GitHub) is known only where a release is made. README.md gets absolute addresses of its
pictures, which PyPI does not have, and pyproject.toml gets the project's URLs.
"""

import re
import sys
from pathlib import Path


def main(repository: str, tag: str) -> None:
    """Rewrite both files in the working folder."""
    readme, project = Path("README.md"), Path("pyproject.toml")
    text = readme.read_text(encoding="utf-8")
    raw = f"https://raw.githubusercontent.com/{repository}/{tag}/"
    readme.write_text(re.sub(r"(!\[[^\]]*\]\()(?!https?:)", rf"\1{raw}", text), encoding="utf-8")
    home = f"https://github.com/{repository}"
    urls = (
        f'[project.urls]\nSource = "{home}"\nIssues = "{home}/issues"\n'
        f'Changelog = "{home}/blob/{tag}/CHANGELOG.md"\n\n[project.scripts]\n'
    )
    settings = project.read_text(encoding="utf-8")
    project.write_text(settings.replace("[project.scripts]\n", urls, 1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
