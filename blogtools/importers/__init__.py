"""Posts of other forms become notebooks: one file for each form."""
