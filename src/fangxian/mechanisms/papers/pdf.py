"""Print a paper as a PDF in the layout of GB/T 9704-2012, on a machine without Chinese fonts too (M24).

Needs the extra `pdf`: typst for setting, and mplfonts for its Noto fonts where `FANGXIAN_FONT_DIR` names
no folder with better ones (FangSong, KaiTi, SimHei and FZXiaoBiaoSong are taken first where they are found).
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fangxian.mechanisms.papers import layout
from fangxian.mechanisms.papers.document import Document, DocumentBlock, Heading, Paragraph, text_of

TEMPLATE = Path(__file__).with_name("bulletin.typ")
FACES = {
    "fangsong": layout.FANGSONG,
    "xiaobiaosong": layout.XIAOBIAOSONG,
    "hei": layout.HEI,
    "kai": layout.KAI,
    "song": layout.SONG,
}
NAMES = {face: name for name, face in FACES.items()}


class PdfUnavailableError(RuntimeError):
    """PDF cannot be made on this machine; the message says what to install or to set."""


def render(document: Document, font_dir: str | Path | None = None) -> bytes:
    """Return the paper as a PDF with its fonts embedded.

    Fonts come from `font_dir`, else from `FANGXIAN_FONT_DIR`, else from mplfonts; the system's are never
    used, so the same paper looks the same everywhere. Raises `PdfUnavailableError`.
    """
    typst = _typst()
    folder = fonts_folder(font_dir)
    faces = {name: _family(face, folder) for name, face in FACES.items()}
    paper = json.dumps(_data(document) | {"faces": faces}, ensure_ascii=False)
    pdf: bytes = typst.compile(
        str(TEMPLATE), font_paths=[str(folder)], ignore_system_fonts=True, sys_inputs={"paper": paper}
    )
    return pdf


def fonts_folder(font_dir: str | Path | None = None) -> Path:
    """Return the folder whose fonts are used. Raises `PdfUnavailableError` where there is none."""
    chosen = font_dir or os.environ.get("FANGXIAN_FONT_DIR")
    if chosen:
        folder = Path(chosen)
        if not folder.is_dir():
            raise PdfUnavailableError(_("The font folder %(folder)s does not exist.") % {"folder": folder})
        return folder
    package = find_spec("mplfonts")
    if package is None or package.origin is None:
        raise PdfUnavailableError(
            _("No Chinese fonts: install fangxian[pdf], or set FANGXIAN_FONT_DIR to a folder with some.")
        )
    return Path(package.origin).with_name("fonts")


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise PdfUnavailableError(_("PDF needs typst: install fangxian[pdf].")) from error
    return typst


@lru_cache(maxsize=8)
def _families(folder: Path) -> frozenset[str]:
    fonts = _typst().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return frozenset(fonts.families())


def _family(face: layout.Face, folder: Path) -> str:
    """Choose the family that sets a face: the first known one, else any that the folder has."""
    found = _families(folder)
    if not found:
        raise PdfUnavailableError(_("There are no fonts in %(folder)s.") % {"folder": folder})
    return next((name for name in face.families if name in found), min(found))


def _data(document: Document) -> dict[str, Any]:
    """Everything that the template prints, and the measures by which it does."""
    head = document.letterhead
    ends = (head.issuer, head.date_text)
    return {
        "title": document.title_text,
        "addressee": document.addressee,
        "banner": head.banner_text,
        "banner_size": layout.banner_size(head.banner_text),
        "centred": head.centred,
        "edges": head.edges,
        "blocks": [_block(block) for block in document.blocks],
        "signature": [pair for pair in zip(ends, layout.signature_indents(*ends), strict=True) if pair[0]],
        "red": layout.RED,
        "sizes": {
            "body": layout.BODY_SIZE,
            "title": layout.TITLE_SIZE,
            "table": layout.TABLE_SIZE,
            "page_number": layout.PAGE_NUMBER_SIZE,
        },
        "layout": {
            "page": {
                "width": layout.PAGE_WIDTH,
                "height": layout.PAGE_HEIGHT,
                "top": layout.MARGIN_TOP,
                "bottom": layout.MARGIN_BOTTOM,
                "left": layout.MARGIN_LEFT,
                "right": layout.MARGIN_RIGHT,
                "gap": layout.PAGE_NUMBER_GAP,
            },
            "line": layout.LINE_PITCH,
            "character": layout.CHARACTER_PITCH,
            "indent": layout.INDENT,
        },
    }


def _block(block: DocumentBlock) -> dict[str, Any]:
    if isinstance(block, Heading):
        face = NAMES[layout.HEADING_FACES[block.level]]
        return {"kind": block.kind, "face": face, "text": text_of(block.runs), "body": text_of(block.body)}
    if isinstance(block, Paragraph):
        return {"kind": block.kind, "text": text_of(block.runs)}
    return {"kind": block.kind, "head": block.head, "rows": [[run.text for run in row] for row in block.rows]}
