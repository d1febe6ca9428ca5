"""Which code of a blog's own folder its author trusts, where a folder is only opened (JupyterLab)."""
