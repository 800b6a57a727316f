"""XML from strangers, without entities, network and depth."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from pipeline.errors import SourceError


def parse_xml(data: bytes, what: str) -> _Element:
    """The root element; `what` names the document in messages. Raises SourceError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"{what} that is no valid XML", "check the file") from error
    if root is None:
        raise SourceError(f"{what} that is no valid XML", "check the file")
    return root


def local_name(element: _Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
