"""Interactive figures: detection, description in words, and display with the library that made them."""
