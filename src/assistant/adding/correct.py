"""Correct the ``document.toml`` of a document: tried on a copy before it replaces the old one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from assistant.adding import shelf
from assistant.adding.review import REVIEW, tick
from assistant.config import DECLARATION
from assistant.documents.expansions import load_expansions
from assistant.documents.load import load_document
from assistant.errors import InputError
from assistant.index.digest import digest_bytes
from assistant.text.normalize import fold, squeeze
from assistant.types import Document

LONGEST: Final = 1 << 20
"""Bytes of a declaration that is read for correction or saved: a thousand times a common one."""


def declaration(corpus: Path, id: str) -> tuple[str, str]:
    """Return the text of a document's declaration and its checksum.

    Raises InputError where there is no such document, or its declaration is no text to correct.
    """
    file = shelf.find(corpus, id).folder / DECLARATION
    try:
        if file.is_symlink() or file.stat().st_size > LONGEST:
            raise InputError(f"{id}/{DECLARATION} は、リンクか、大きすぎるため直せません。")
        data = file.read_bytes()
        return data.decode("utf-8"), digest_bytes(data)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{id}/{DECLARATION} を読めません（{error}）。") from error


def correct(
    corpus: Path, id: str, text: str, checksum: str, accept: shelf.Accept | None = None
) -> Document:
    """Put ``text`` in the place of the declaration whose checksum is ``checksum``.

    Returns the document as it is then read. Raises CorpusError where the document does not fit
    ``text``, InputError where it cannot be saved or somebody else has changed the declaration
    meanwhile, and what ``accept`` raises, which is called once all is in place. The corpus is then
    as it was.
    """
    data = text.encode("utf-8")
    if len(data) > LONGEST:
        raise InputError(f"{DECLARATION} が長すぎます。{LONGEST // 1024} KB までにしてください。")
    with shelf.working(corpus) as work:
        if declaration(corpus, id)[1] != checksum:
            raise InputError(
                f"{id}/{DECLARATION} は、開いたあとにほかで変えられています。"
                "いまの内容を開き直し、直したところを書き写してください。"
            )
        entry = shelf.find(corpus, id)
        shutil.copytree(entry.folder, work / id, symlinks=True)
        (work / id / DECLARATION).write_bytes(data)
        document = load_document(work / id)
        load_expansions(work, [document])
        _refuse_twin(corpus, document)
        shelf.put(corpus, work, [id], accept)
    return document


def tick_off(corpus: Path, id: str, seen: set[str]) -> None:
    """Mark the sentences ``seen`` as looked at in a document's review list.

    Raises InputError where there is no such document, or it cannot be written.
    """
    with shelf.working(corpus) as work:
        file = shelf.find(corpus, id).folder / REVIEW
        try:
            if file.is_symlink():
                raise InputError(f"{id}/{REVIEW} はリンクのため、書き込めません。")
            new = work / REVIEW
            new.write_bytes(tick(file.read_bytes().decode("utf-8"), seen).encode("utf-8"))
            new.replace(file)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{id}/{REVIEW} に書き込めません（{error}）。") from error


def _refuse_twin(corpus: Path, document: Document) -> None:
    title = squeeze(fold(document.title))
    for entry in shelf.entries(corpus):
        if entry.id != document.id and squeeze(fold(entry.title)) == title:
            raise InputError(
                f"同じ題名の資料「{entry.title}」（{entry.id}）があります。"
                "見分けられる題名にしてください。"
            )
