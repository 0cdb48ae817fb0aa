"""Write the code of the template page."""

from __future__ import annotations

from core.recipes.picture import Given, assemble, number, read

__all__ = ["template_code"]


def template_code(given: Given, region: tuple[int, int, int, int], *, threshold: float, is_gray: bool = False) -> str:
    """Return Python that scores a region of the picture everywhere, by the zero-mean normalised correlation.

    Parameters
    ----------
    given : Given
        The picture.
    region : (left, top, width, height)
        In pixels of the picture on screen.
    threshold : float
        From which score on a place is printed, if it is the best around.
    is_gray : bool
        Whether only brightness counts.
    """
    imports, lines = read(given, is_gray=is_gray)
    imports += ["import cv2", "from scipy import ndimage"]
    if is_gray and len(given.shape) == 3 and given.dtype != "float32":
        lines.append("picture = np.rint(picture)")
    left, top, width, height = region
    work = [
        f"left, top, width, height = {left}, {top}, {width}, {height}",
        "picture = picture.astype(np.float32)",
        "template = picture[top : top + height, left : left + width]",
        "result = cv2.matchTemplate(picture, template, cv2.TM_CCOEFF_NORMED)",
    ]
    find = [
        "is_peak = result == ndimage.maximum_filter(result, (height, width))",
        f"for row, column in np.argwhere(is_peak & (result >= {number(threshold)})):",
        "    print(row, column, result[row, column])",
    ]
    end = ["pixels = np.rint((result + 1) * 127.5).astype(np.uint8)", 'Image.fromarray(pixels).save("result.png")']
    return assemble(imports, lines, work, find, end)
