"""Findings to people: the web app where analysts decide."""

from policywatch.review.app import create_app

__all__ = ["create_app"]
