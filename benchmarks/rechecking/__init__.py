"""How fast known pages are looked at again, beside page watchers."""
