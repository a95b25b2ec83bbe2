"""Japanese text in every figure, whatever theme or font a program chooses.

Registering a font is not enough: seaborn's themes and `font.family` choose others, and then every character that these
lack becomes a box. Two hooks settle it: each font search gets the Japanese font as its last resort, and so does
mathematical text. Both are private parts of matplotlib: its version is pinned, and a test draws with both.
"""

import sys
import types
from typing import Any

FIRST_EAST_ASIAN = 0x2E80
# For what these lack, mathematical text takes its upright font.
UPRIGHT_TOO = ("it", "regular", "normal")


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
    stand_in = types.ModuleType("japanize_matplotlib")
    setattr(stand_in, "japanize", lambda: None)  # noqa: B010, a module of its own
    sys.modules.setdefault("japanize_matplotlib", stand_in)


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
        if len(sym) == 1 and not sym.isascii() and get_font(path).get_char_index(ord(sym)):
            # Signs such as ① and ※ are matplotlib's own as long as one of its fonts has them.
            tried = () if self._fallback_font else (fontname, "rm") if fontname in UPRIGHT_TOO else (fontname,)
            others = [font for font in map(self._get_font, tried) if font is not None]
            is_missing = others and not any(font.get_char_index(ord(sym)) for font in others)
            if ord(sym) >= FIRST_EAST_ASIAN or is_missing:
                return get_font(path), ord(sym), False
        return original(self, fontname, font_class, sym)

    setattr(_mathtext.UnicodeFonts, "_get_glyph", with_japanese)  # noqa: B010, typed as a method
