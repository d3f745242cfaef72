"""Attachments of all formats to pieces of text, each read in a process of its own."""
