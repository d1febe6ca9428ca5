"""`python -m blogtools`."""

from blogtools.cli import main

main()
