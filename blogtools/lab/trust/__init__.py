"""Trust in a blog's own code, given and withdrawn in JupyterLab."""
