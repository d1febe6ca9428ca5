"""The Jupyter door: exporters for nbconvert and JupyterLab."""
