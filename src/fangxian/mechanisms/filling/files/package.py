"""A zipped Office document: its parts read safely, and written back byte for byte but for those changed.

XML is parsed without entities, without network and without a document type; nothing in it is executed or followed.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from fangxian.mechanisms.imports.archive import Limits, parts_of
from fangxian.mechanisms.imports.codes import Code, SheetError

Element = Any
CORE = "docProps/core.xml"
_DC = "http://purl.org/dc/elements/1.1/"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


class Package:
    """The parts of a document by name, and those that were changed."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.content = content
        self.parts = parts_of(content, limits)
        self._changed: dict[str, bytes] = {}

    def xml(self, name: str) -> Element:
        """Return a part's root element. Raises ``SheetError`` NOT_A_WORKBOOK."""
        try:
            root = etree.fromstring(self._changed.get(name) or self.parts[name], parser())
        except (KeyError, etree.XMLSyntaxError, ValueError) as error:
            raise SheetError(Code.NOT_A_WORKBOOK) from error
        if root.getroottree().docinfo.doctype:
            raise SheetError(Code.NOT_A_WORKBOOK)
        return root

    def put(self, name: str, root: Element) -> None:
        """Replace a part."""
        self._changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def mark(self, text: str) -> None:
        """State in the document's properties who took it out and what for."""
        if CORE not in self.parts:
            self._add_properties()
        root = self.xml(CORE)
        found = root.find(f"{{{_DC}}}description")
        if found is None:
            found = etree.SubElement(root, f"{{{_DC}}}description")
        found.text = text
        self.put(CORE, root)

    def to_bytes(self) -> bytes:
        """Return the document; every part in its place, with its date and its way of packing."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.content)) as old, zipfile.ZipFile(out, "w") as new:
            for info in old.infolist():
                data = self._changed.get(info.filename, self.parts[info.filename])
                new.writestr(_like(info), data, info.compress_type)
            for name in self._changed.keys() - self.parts.keys():
                new.writestr(zipfile.ZipInfo(name), self._changed[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _add_properties(self) -> None:
        self.put(CORE, etree.Element(f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC}))
        relations = self.xml("_rels/.rels")
        etree.SubElement(relations, f"{{{_RELATIONSHIPS}}}Relationship", {
            "Id": "fangxianCore", "Target": CORE,
            "Type": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        })  # fmt: skip
        self.put("_rels/.rels", relations)
        types = self.xml("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", {"PartName": f"/{CORE}", "ContentType": _CORE_TYPE})
        self.put("[Content_Types].xml", types)


def parser() -> Any:
    """Return a parser that resolves nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    kept = zipfile.ZipInfo(info.filename, info.date_time)
    kept.external_attr, kept.create_system = info.external_attr, info.create_system
    return kept


def attributes(root: Element) -> Mapping[str, str]:
    """Return an element's attributes without their namespaces."""
    return {etree.QName(name).localname: value for name, value in root.attrib.items()}
