"""Gradio's theme, drawn in the page's own colours.

The colours stand once, as custom properties in ``static/page.css``, for light and dark;
the theme only names them. Fonts are those of the reader's own system: nothing is fetched.
"""

from __future__ import annotations

from typing import Final

from gradio.themes import Base
from gradio.themes.utils.fonts import Font

FONTS: Final = (
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "BIZ UDPGothic",
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "Yu Gothic UI",
    "Meiryo",
    "sans-serif",
)

_COLOURS: Final = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--ink-soft)",
    "background_fill_primary": "var(--paper)",
    "background_fill_secondary": "var(--paper)",
    "block_background_fill": "transparent",
    "block_border_color": "transparent",
    "block_label_text_color": "var(--ink-soft)",
    "block_title_text_color": "var(--ink)",
    "border_color_primary": "var(--rule-strong)",
    "input_background_fill": "var(--card)",
    "input_border_color": "var(--rule-strong)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--ink-soft)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-strong)",
    "button_primary_text_color": "var(--on-accent)",
    "button_secondary_background_fill": "var(--card)",
    "button_secondary_background_fill_hover": "var(--tint)",
    "button_secondary_border_color": "var(--rule-strong)",
    "button_secondary_text_color": "var(--ink)",
}


def theme() -> Base:
    """Return the theme; each colour has one value, which changes with the colour scheme."""
    fonts = [Font(name) for name in FONTS]
    base = Base(font=fonts, font_mono=fonts)
    dark = {f"{name}_dark": value for name, value in _COLOURS.items()}
    return base.set(
        **_COLOURS,
        **dark,
        block_border_width="0px",
        block_padding="0px",
        body_text_size="16px",
        block_shadow="none",
        input_shadow="none",
        input_shadow_focus="none",
    )
