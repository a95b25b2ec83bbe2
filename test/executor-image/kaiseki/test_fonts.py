"""Japanese text is drawn by a font that has it: in every style, family and set of mathematical fonts, and in each format."""

import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import seaborn
from matplotlib.font_manager import FontManager, fontManager, get_font

FAMILIES = ["serif", "sans-serif", "monospace", "cursive", "Arial", "Hiragino Sans", "DejaVu Serif", "IPAexGothic"]
FONT_SETS = ["dejavusans", "dejavuserif", "cm", "stix", "stixsans", "custom"]
FORMULAS = [
    "$\\alpha$ {}",
    "$\\mathrm{{{}}}$",
    "$\\text{{{}}}$",
    "$x_{{{}}}$",
    "$\\mathbf{{{}}}$",
    "$\\frac{{{}}}{{2}}$",
]


@pytest.fixture(autouse=True)
def own_settings() -> Iterator[None]:
    with mpl.rc_context():
        yield
    plt.close("all")


def draw(
    text: str, everywhere: bool = True, kinds: tuple[str, ...] = ("png", "svg", "pdf")
) -> tuple[dict[str, bytes], list[str]]:
    """Return a figure with a text in each format, and what matplotlib missed."""
    missed: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: missed.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("matplotlib.mathtext").addHandler(handler)
    drawn, axes = plt.subplots(figsize=(4, 3))
    axes.set_title(text)
    if everywhere:
        axes.bar([text], [-1], label=text)
        axes.set_xlabel(text)
        axes.legend(title=text)
    files = {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for kind in kinds:
            file = io.BytesIO()
            drawn.savefig(file, format=kind, dpi=50)
            files[kind] = file.getvalue()
    logging.getLogger("matplotlib.mathtext").removeHandler(handler)
    texts = [*missed, *(str(one.message) for one in caught)]
    return files, [text for text in texts if "glyph" in text.lower()]


def glyphs(svg: bytes) -> set[tuple[str, int]]:
    """Return the glyphs of a picture: (font, number in it)."""
    found = re.findall(r'href="#([A-Za-z][^"]*)-([0-9a-f]+)"', svg.decode())
    return {(font, int(number, 16)) for font, number in found}


def is_drawn(text: str, pattern: str = "{}", everywhere: bool = True) -> bool:
    """Return whether the characters were drawn by a Japanese font, and are pictures of their own."""
    files, missed = draw(pattern.format(text), everywhere)
    others, _ = draw(pattern.format("東京"), everywhere, ("png",))
    entries = {entry.name: entry.fname for entry in fontManager.ttflist}
    fonts = {font for font, _ in glyphs(files["svg"]) if font == "IPAexGothic"}
    numbers = {get_font(entries["IPAexGothic"]).get_char_index(ord(one)) for one in text}
    return (
        missed == []
        and fonts == {"IPAexGothic"}
        and {("IPAexGothic", number) for number in numbers} <= glyphs(files["svg"])
        and 0 not in numbers
        and b"IPAexGothic" in files["pdf"]
        # Boxes for what is missing all look the same.
        and files["png"] != others["png"]
    )


def test_boxes_are_noticed(monkeypatch: pytest.MonkeyPatch):
    hooked = FontManager._find_fonts_by_props

    def without_japanese(*arguments: Any, **options: Any) -> list[Any]:
        return [found for found in hooked(*arguments, **options) if not found.path.endswith("ipaexg.ttf")]

    monkeypatch.setattr(FontManager, "_find_fonts_by_props", without_japanese)
    assert not is_drawn("売上")


@pytest.mark.parametrize("style", [*plt.style.available, "default"])
def test_in_every_style(style: str):
    plt.style.use(style)
    assert is_drawn("売上")


@pytest.mark.parametrize("family", FAMILIES)
def test_in_every_family(family: str):
    plt.rcParams["font.family"] = family
    assert is_drawn("売上")


@pytest.mark.parametrize(
    "theme",
    [
        lambda: seaborn.set_theme(),
        lambda: seaborn.set_theme(font="serif"),
        lambda: seaborn.set_theme(style="darkgrid", context="talk", font="Meiryo"),
        lambda: seaborn.set_style("white"),
        lambda: plt.rcdefaults(),
        lambda: __import__("japanize_matplotlib").japanize(),
        lambda: plt.rcParams.update({"font.weight": "bold", "font.style": "italic"}),
    ],
)
def test_whatever_theme_was_set(theme: Callable[[], object]):
    theme()
    assert is_drawn("売上")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("font_set", FONT_SETS)
def test_in_mathematical_text(font_set: str, formula: str):
    plt.rcParams["mathtext.fontset"] = font_set
    assert is_drawn("売上", formula, everywhere=False)


@pytest.mark.parametrize("family", ["serif", "monospace"])
@pytest.mark.parametrize("font_set", FONT_SETS)
def test_signs_beside_a_formula(font_set: str, family: str):
    plt.rcParams.update({"mathtext.fontset": font_set, "font.family": family})
    assert draw("$x_1$ ①※℃㎡〒→△★", everywhere=False)[1] == []


def test_latin_text_keeps_its_own_font():
    files, _ = draw("Sales −1")
    assert {font for font, _ in glyphs(files["svg"])} == {"DejaVuSans"}


@pytest.mark.parametrize(("text", "pattern"), [("한국", "{}"), ("한국", "$x$ {}")])
def test_what_no_font_has_is_noticed(text: str, pattern: str):
    assert draw(pattern.format(text))[1] != []
    assert not is_drawn(text, pattern)
