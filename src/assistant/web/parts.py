"""Gradio components in the shapes that the tabs share."""

from __future__ import annotations

import gradio as gr


def still(markup: str, name: str) -> gr.HTML:
    """Return markup that has no events and no style but the page's own; ``name`` is its id."""
    return gr.HTML(markup, elem_id=name, js_on_load=None, apply_default_css=False)
