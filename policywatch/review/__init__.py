"""Findings to people: the web app where analysts decide."""
