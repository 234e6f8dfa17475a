"""Links of the documents that stay in this project lead to files that are there, and to their headings."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
# Gives headings the names that GitHub gives them.
MARKDOWN = MarkdownIt("commonmark").enable("table").use(anchors_plugin, max_level=6)


def tokens_of(document):
    for token in MARKDOWN.parse(document.read_text()):
        yield token
        yield from token.children or []


def links_of(document):
    """Of links and pictures, as they are written."""
    return [link for token in tokens_of(document)
            if (link := token.attrGet({"link_open": "href", "image": "src"}.get(token.type, "")))]


def anchors_of(document):
    return {token.attrGet("id") for token in tokens_of(document) if token.type == "heading_open"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for link in links_of(document):
        address = urlsplit(link)
        if address.scheme:
            continue
        target = (document.parent / unquote(address.path)).resolve() if address.path else document
        assert target.exists(), link
        if address.fragment:
            assert address.fragment in anchors_of(target), link


def test_links_and_headings_are_found():
    """Or the test above would find nothing wrong."""
    readme = ROOT / "README.md"
    assert {"CONTRIBUTING.md", "docs/commands.md#the-chart"} <= set(links_of(readme))
    assert {"first-use", "when-something-fails"} <= anchors_of(readme)
