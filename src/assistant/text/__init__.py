"""Japanese text: normalisation with offsets, segmentation, figures."""
