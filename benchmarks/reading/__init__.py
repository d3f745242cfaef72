"""How well and how fast pages are read, beside other extractors: `make bench NAME=reading`."""
