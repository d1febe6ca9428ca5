"""Changes to notebooks, as small as what was asked for: pure functions that say what to change, and write nothing."""
