"""Axes without ornament, and SVG that is safe to put many times into one page."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

# Only matplotlib's own output is parsed, and the tree drops its doctype and comments.
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from orexis.reports.words import clean

INK = "#222222"
GREY = "#666666"
PALE = "#d0d0d0"
SMALL = 7.5
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "orexis"}
FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
ET.register_namespace("", SVG[1:-1])
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def new_axes(width: float, height: float, box: tuple[float, float, float, float]) -> Axes:
    """Axes on a figure of `width` x `height` inches; `box` is left, bottom, right, top margin."""
    return add_axes(new_figure(width, height), box)


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of `width` x `height` inches."""
    figure = Figure(figsize=(width, height))
    FigureCanvasSVG(figure)
    return figure


def add_axes(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Axes on a figure that may have several; `box` as in `new_axes`."""
    width, height = figure.get_size_inches()
    left, bottom, right, top = box
    axes = figure.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)
    )
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(colors=INK, labelsize=SMALL, length=2.5, color=GREY)
    return axes


def share_axis(axes: Axes) -> None:
    """A y axis from 0 to 100%."""
    axes.set_ylim(-0.03, 1.05)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "", "50%", "", "100%"])


def say(axes: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Write `text` literally at (x, y) of the axes' own fractions, `down` points lower.

    Matplotlib would read `$x$` as a formula, and centre lines of a block by its own font's
    widths, which are not those of the reader's browser: hence one line a call.
    """
    down = style.pop("down", 0)
    right = style.pop("right", 0)
    frame = style.pop("frame", "axes fraction")
    options: dict[str, Any] = {"fontsize": SMALL, "color": GREY, "annotation_clip": False} | style
    axes.annotate(
        clean(text),
        (x, y),
        xycoords=frame,
        xytext=(right, down),
        textcoords="offset points",
        parse_math=False,
        **options,
    )


def to_svg(figure: Figure, name: str, label: str) -> str:
    """The figure as an `<svg>` element.

    Args:
        figure: What to draw.
        name: Prefix of every id in it, unique in the page.
        label: What it shows, for readers who can't see it.
    """
    stream = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        # The browser has the glyphs that matplotlib's font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(stream, format="svg", metadata=nothing)
    root = ET.fromstring(stream.getvalue())  # noqa: S314
    root.set("role", "img")
    root.set("aria-label", clean(label))
    root.set("style", f"font-family: {FONT}; stroke-linejoin: round")
    for dropped in ("metadata", "defs/{*}style/.."):
        for element in root.findall(f"{{*}}{dropped}"):
            root.remove(element)
    for element in root.iter():
        _localise(element, name)
    return ET.tostring(root, encoding="unicode")


def _localise(element: ET.Element, name: str) -> None:
    """Prefix the element's ids and links, and leave the font family to the page."""
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, f"{name}-{value}")
        elif key == LINK:
            element.set(key, value.replace("#", f"#{name}-", 1))
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{name}-"))
    if element.tag == f"{SVG}text":
        style = element.get("style", "")
        element.set("style", re.sub(r"font: ([\w ]*?)([\d.]+px) [^;]*", r"font-size: \2", style))


def whisker(axes: Axes, x: float, low: float, high: float, colour: str) -> None:
    """An interval."""
    axes.plot([x, x], [low, high], color=colour, linewidth=1.6, zorder=3)


def mark(
    axes: Axes, x: float, y: float, colour: str, marker: str = "o", edge: str = "white"
) -> None:
    """A point estimate."""
    axes.plot(
        [x],
        [y],
        color=colour,
        marker=marker,
        ms=5.5 if marker == "o" else 6.5,
        mec=edge,
        mew=0.7,
        zorder=4,
    )
