"""Japanese text in every figure, whatever theme or font a program chooses.

Registering a font is not enough: seaborn's themes and `font.family` choose others, and then every character that these
lack becomes a box. Two hooks settle it: each font search gets the Japanese font as its last resort, and so does
mathematical text. Both are private parts of matplotlib: its version is pinned, and a test draws with both.
"""

import sys
import types
from typing import Any

FIRST_EAST_ASIAN = 0x2E80


def install() -> None:
    """Install the font and the hooks; once per process."""
    import matplotlib_fontja
    from matplotlib import font_manager

    path = next(p for p in font_manager.findSystemFonts(_folder_of(matplotlib_fontja)) if p.lower().endswith(".ttf"))
    font_manager.fontManager.addfont(path)
    family = font_manager.FontProperties(fname=path).get_name()
    _search_it_last(path)
    _use_it_in_mathematics(path)
    _undo_settings(family)
    # Models like to write this import; the module itself is abandoned and breaks on current Python.
    sys.modules.setdefault("japanize_matplotlib", types.ModuleType("japanize_matplotlib"))


def _folder_of(module: types.ModuleType) -> str:
    return str(next(iter(module.__path__)))


def _undo_settings(family: str) -> None:
    """Keep matplotlib's own font for everything that it can write."""
    import matplotlib as mpl

    mpl.rcParams["font.family"] = ["sans-serif"]
    mpl.rcParams["font.sans-serif"] = ["DejaVu Sans", family]
    mpl.rcParams["axes.unicode_minus"] = True


def _search_it_last(path: str) -> None:
    from matplotlib.font_manager import FontManager, FontPath

    original = FontManager._find_fonts_by_props
    last_resort = FontPath(path, 0)

    def with_japanese(self: FontManager, *arguments: Any, **options: Any) -> list[Any]:
        found = original(self, *arguments, **options)
        return found if last_resort in found else [*found, last_resort]

    setattr(FontManager, "_find_fonts_by_props", with_japanese)  # noqa: B010, typed as a method


def _use_it_in_mathematics(path: str) -> None:
    from matplotlib import _mathtext
    from matplotlib.font_manager import get_font

    original = _mathtext.UnicodeFonts._get_glyph

    def with_japanese(self: Any, fontname: str, font_class: str, sym: str) -> Any:
        if len(sym) == 1 and ord(sym) >= FIRST_EAST_ASIAN:
            font = get_font(path)
            if font.get_char_index(ord(sym)):
                return font, ord(sym), False
        return original(self, fontname, font_class, sym)

    setattr(_mathtext.UnicodeFonts, "_get_glyph", with_japanese)  # noqa: B010, typed as a method
