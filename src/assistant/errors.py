"""Errors whose message is written for the person in front of the screen.

Every message is one Japanese sentence or two: what, where, what was found and what to do.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of all errors that may be shown to a user as they are."""


class InputError(AssistantError):
    """The question, the filter or the file that the user gave cannot be used."""


class CorpusError(AssistantError):
    """A document of the corpus does not fit its reader or its ``document.toml``."""


class IndexUnusableError(AssistantError):
    """The stored index is missing, damaged, or was built from something else."""


class EncoderError(AssistantError):
    """The embedding model that the configuration names cannot be loaded."""
