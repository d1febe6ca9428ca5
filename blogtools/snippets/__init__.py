"""Named cells as programs: list, export, run and test them."""
