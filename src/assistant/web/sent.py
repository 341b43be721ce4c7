"""What a form brought: its texts and its files, within bounds."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from assistant.errors import InputError
from assistant.web.markup import whole

SPOOLED: Final = 1024 * 1024
"""Bytes of a file from which it waits on the disk, without a name."""


async def read_form(
    request: Request, *, files: int, fields: int, longest: int, spooled: int = SPOOLED
) -> FormData:
    """Return the ``multipart/form-data`` of ``request``; close it when done.

    At most ``files`` files and ``fields`` texts of ``longest`` bytes each; the gate bounds the
    whole. A file larger than ``spooled`` bytes waits on the disk. Raises InputError where the
    form is none or holds too much.
    """
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=files,
        max_fields=fields,
        max_part_size=longest,
    )
    parser.spool_max_size = spooled
    try:
        return await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise InputError(
            "送られた内容を読めませんでした。文章が長すぎないか確かめて、もう一度お試しください。"
        ) from error


def text_of(form: FormData, name: str) -> str:
    """Return the text of a field, empty where there is none; a browser's CR LF become LF."""
    value = form.get(name)
    return whole(value).replace("\r\n", "\n") if isinstance(value, str) else ""
