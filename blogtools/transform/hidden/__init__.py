"""What authors hide from readers in the marks of other tools: it is removed before anything is made of a cell."""
