"""Places of a Word file where nothing of the program stands, so that nothing there is compared: they are named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from docx.document import Document as DocxFile
from docx.oxml import ns, parse_xml

from reports.lines import normal

qn = cache(ns.qn)
_VML, _CHART = "{urn:schemas-microsoft-com:vml}", "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_PICTURE = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", f"{_VML}imagedata")
_ART = f"{_VML}textpath"
NOTES = {
    "w:commentReference": "Có chú thích bên lề",
    "w:footnoteReference": "Có chú thích cuối trang",
    "w:endnoteReference": "Có chú thích cuối văn bản",
    "w:altChunk": "Có nội dung nhúng từ tệp khác",
    "w:subDoc": "Có nội dung lấy từ tệp khác",
}


def named(file: DocxFile) -> list[str]:
    """What stands in margins, notes, drawings and in parts of other programs, each once."""
    body = file.element.body
    found = [*_around_pages(file)]
    found += [said for mark, said in NOTES.items() if next(body.iter(qn(mark)), None) is not None]
    found += [_drawn(drawing) for drawing in body.iter(qn("w:drawing"), qn("w:pict"), qn("w:object")) if not _is_told(drawing)]  # fmt: skip
    if any(str(part.partname).startswith("/word/fonts/") for part in _parts(file)):
        found.append("Có phông chữ nhúng trong tệp: chữ hiện ra có thể khác chữ được lưu")
    return [*dict.fromkeys(found)]


def _parts(file: DocxFile) -> list:
    package = file.part.package
    return [] if package is None else [*package.iter_parts()]


def _around_pages(file: DocxFile) -> Iterator[str]:
    """Headers and footers of every kind of page."""
    for part in _parts(file):
        if not str(part.partname).startswith(("/word/header", "/word/footer")):
            continue
        root = getattr(part, "element", None)
        root = parse_xml(part.blob) if root is None else root
        text = normal(" ".join(element.text or "" for element in root.iter(qn("w:t"))))
        text = normal(f"{text} {' '.join(art.get('string', '') for art in root.iter(_ART))}")
        if text and not text.replace(" ", "").isdigit():
            yield f"Đầu trang, chân trang: {text}"
        if next(root.iter(*_PICTURE), None) is not None:
            yield "Đầu trang, chân trang: có hình"


def _is_told(drawing) -> bool:
    """A picture is compared, and the words of a box are lines."""
    return next(drawing.iter(*_PICTURE, qn("w:txbxContent")), None) is not None


def _drawn(drawing) -> str:
    if art := " ".join(one.get("string", "") for one in drawing.iter(_ART)):
        return f"Chữ nghệ thuật thêm vào: {normal(art)}"
    return "Biểu đồ thêm vào" if next(drawing.iter(_CHART), None) is not None else "Hình vẽ thêm vào, có thể che chữ"
