"""What a page says of itself in JSON-LD (schema.org): headline, date published, publisher."""

import json
import re
from typing import Any

from lxml import etree

MAX_SCRIPT_CHARS = 300_000
MAX_NODES = 5_000
DOCUMENT_TYPES = ("article", "posting", "report", "webpage", "legislation", "announcement", "job")
# As schema.org has it, and as Baidu asks for it.
DATES = {"datePublished", "pubDate"}
SAID = re.compile(r"headline|datePublished|pubDate|sourceOrganization")


def read_linked_data(root: etree._Element) -> dict[str, str]:
    """Return headline, published and source of the page's document, where JSON-LD states them."""
    found: dict[str, str] = {}
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = script.text or ""
        if len(text) > MAX_SCRIPT_CHARS or not SAID.search(text):
            continue
        try:
            stated = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(stated):
            _take(found, node)
    return found


def _nodes(stated: Any) -> list[dict[str, Any]]:  # JSON from the web: anything
    """Return the objects in a value that say what kind of document they are, outer ones first."""
    nodes: list[dict[str, Any]] = []
    waiting = [stated]
    for value in waiting:
        if len(waiting) > MAX_NODES:
            break
        if isinstance(value, dict):
            kind = str(value.get("@type", "")).lower()
            if any(name in kind for name in DOCUMENT_TYPES) or DATES & value.keys():
                nodes.append(value)
            waiting.extend(v for k, v in value.items() if isinstance(v, dict | list))
        elif isinstance(value, list):
            waiting.extend(v for v in value if isinstance(v, dict | list))
    return nodes


def _take(found: dict[str, str], node: dict[str, Any]) -> None:
    stated = (("headline", "headline"), ("published", "datePublished"), ("published", "pubDate"))
    for name, key in stated:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            found.setdefault(name, " ".join(value.split())[:300])
    source = node.get("sourceOrganization")
    if isinstance(source, dict) and isinstance(source.get("name"), str):
        found.setdefault("source", source["name"][:200])
