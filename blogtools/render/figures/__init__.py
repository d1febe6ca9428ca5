"""Interactive figures: recognize them, describe them, and draw them with the library they were made with."""
