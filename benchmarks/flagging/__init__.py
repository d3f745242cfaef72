"""Figures of flagging: `make bench NAME=flagging`, or one part: `NAME=flagging.quality`."""
