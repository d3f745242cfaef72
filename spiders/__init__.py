"""Collect: Scrapy settings and middlewares, one spider per family of sources."""
