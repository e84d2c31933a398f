"""The pictures of a Word file as they are shown: their points, and what is done to them on the page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache

from docx.document import Document as DocxFile
from docx.oxml import ns
from PIL import Image, ImageChops

qn = cache(ns.qn)
SEEN = 48  # from this difference of one of three colours on, of 255, two points look different
NOISE = 2e-6  # share of such points that storing a picture anew may make
COARSE = 8  # pictures of other sizes are laid beside each other so many times smaller
ROUGHLY = 5e-4  # share of such points that drawing it in another size may make
SMALL = 720_000  # English metric units, 2 cm: smaller, nothing of a chart can be read
CROPPED = 1000  # thousandths of a percent that a side may lose
_A, _VML = "{http://schemas.openxmlformats.org/drawingml/2006/main}", "{urn:schemas-microsoft-com:vml}"
_PLAIN = {f"{_A}extLst", f"{_A}alphaModFix"}  # parts of a picture that change nothing of its colours
_PAINTS = ("gain", "blacklevel", "gamma", "grayscale", "bilevel", "chromakey", "recolortarget")


@dataclass(frozen=True)
class Picture:
    """done: what the page does to it, in words of the program; empty: it is shown as it is stored."""

    data: bytes
    done: tuple[str, ...]


def pictures(file: DocxFile) -> list[Picture]:
    """Every picture in the text, in its order."""
    found = []
    for element in file.element.body.iter(f"{_A}blip", f"{_VML}imagedata"):
        part = file.part.related_parts.get(element.get(qn("r:embed")) or element.get(qn("r:id")) or "")
        done = _done_to(element) if element.tag == f"{_A}blip" else _done_to_old(element)
        found.append(Picture(part.blob if part is not None else b"", tuple(done)))
    return found


def _done_to(blip) -> list[str]:
    frame, drawing = blip.getparent().getparent(), next(blip.iterancestors(qn("w:drawing")), None)
    done = [child.tag.rpartition("}")[2] for child in blip if child.tag not in _PLAIN]
    done += ["svgBlip" for part in blip.iter() if str(part.tag).endswith("}svgBlip")]
    done += [f"{_A}srcRect" for crop in frame.iter(f"{_A}srcRect") if any(map(_is_cut, crop.attrib.values()))]  # fmt: skip
    for place in frame.iter(f"{_A}xfrm"):
        turned = [name for name in ("rot", "flipH", "flipV") if place.get(name) not in (None, "0", "false")]
        done += turned
    sizes = [] if drawing is None else drawing.iter(qn("wp:extent"))
    done += ["small" for size in sizes if min(int(size.get("cx", 0)), int(size.get("cy", 0))) < SMALL]
    return done


def _is_cut(side: str) -> bool:
    """Of what a side loses: thousandths of a percent, or percent with their sign. What is no number, nobody can tell."""
    share = re.fullmatch(r"(-?\d+(?:\.\d+)?)(%?)", side)
    return share is None or abs(float(share[1])) * (1000 if share[2] else 1) > CROPPED


def _done_to_old(picture) -> list[str]:
    """Of one that is stored as older programs do."""
    return [name for name in ("croptop", "cropbottom", "cropleft", "cropright", *_PAINTS) if picture.get(name)]


def compared(old: list[Picture], new: list[Picture]) -> tuple[list[tuple[str, str | None]], list[str]]:
    """(which picture, what has become of it; None: it is gone) of those that look otherwise; and what is said of those that
    cannot be compared, and of those that were added."""
    changed: list[tuple[str, str | None]] = []
    unchecked = []
    for number, before in enumerate(old, 1):
        name, after = f"Biểu đồ {number}", new[number - 1] if number <= len(new) else None
        if after is None:
            changed.append((name, None))
        elif after.done != before.done:
            changed.append((name, "hình bị cắt, xoay, thu nhỏ, đổi màu hoặc thay bằng hình khác khi hiện ra"))
        elif (alike := same(before.data, after.data)) is False:
            changed.append((name, "hình khác"))
        elif alike is None:
            unchecked.append(f"{name}: đã đổi cỡ hoặc dạng tệp, không so được từng điểm")
    unchecked += [f"Hình thêm vào: hình thứ {number} của tệp" for number in range(len(old) + 1, len(new) + 1)]
    return changed, unchecked


def same(old: bytes, new: bytes) -> bool | None:
    """Whether they look the same; None where one was stored in another size or kind and looks much the same."""
    if old == new:
        return True
    if not new:
        return False
    try:
        before, after = (_on_paper(each) for each in (old, new))
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    if before.size == after.size:
        return _share_apart(before, after) <= NOISE
    small = (max(1, before.width // COARSE), max(1, before.height // COARSE))
    before, after = (each.resize(small, Image.Resampling.BOX) for each in (before, after))
    return None if _share_apart(before, after) <= ROUGHLY else False


def _on_paper(data: bytes) -> Image.Image:
    """With white where it is seen through."""
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _share_apart(before: Image.Image, after: Image.Image) -> float:
    """Share of the points that look different."""
    red, green, blue = ImageChops.difference(before, after).split()
    apart = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(apart.histogram()[SEEN:]) / (before.width * before.height)
