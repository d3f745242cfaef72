"""Collect: Scrapy spiders by family, with WARC evidence, robots and limits."""
