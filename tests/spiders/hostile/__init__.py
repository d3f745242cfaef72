"""A hostile web: servers that do what no server should, in a network of their own."""
