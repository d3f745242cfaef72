"""How fast a site is collected, beside bare Scrapy."""
