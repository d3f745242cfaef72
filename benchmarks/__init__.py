"""Figures, side by side with peers where there are any: `make bench NAME=…`."""
