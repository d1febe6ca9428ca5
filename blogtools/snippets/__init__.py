"""Named cells as programs: find them, slice what they need, export, run and test them."""
