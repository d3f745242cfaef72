"""The command line: the same pipeline by hand."""
