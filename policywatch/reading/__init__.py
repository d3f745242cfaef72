"""Bytes to text: charset, main text with structure, metadata, language, quality."""
