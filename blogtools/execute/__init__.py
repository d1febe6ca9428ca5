"""Running code: the only place where anything of a notebook is executed."""
