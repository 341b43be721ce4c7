"""Write the folder of a document and read it back: what its own reader refuses is not kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from assistant.adding.converted import Converted
from assistant.adding.declare import Declaration, declare
from assistant.adding.places import Gazetteer
from assistant.adding.shelf import Entry
from assistant.adding.toml_text import text as quoted
from assistant.config import DECLARATION
from assistant.documents.expansions import FOLDER as EXPANSIONS
from assistant.documents.expansions import load_expansions
from assistant.documents.load import load_document
from assistant.errors import AssistantError, CorpusError
from assistant.types import Document

BEFORE: Final = "document.before.toml"
"""Where the declaration of an earlier version is kept that no longer fits the text."""


def write(
    folder: Path,
    made: Declaration,
    file: str,
    checksum: str,
    before: Entry | None,
    gazetteer: Gazetteer,
    converted: Converted,
) -> tuple[Document, list[str]]:
    """Write the folder and read it back; return the document and further doubts."""
    if before is not None:
        shutil.copytree(before.folder, folder, symlinks=True)
        document = _write_version(folder, made, file, checksum, before)
        if document is not None:
            return document, _keep_expansions(folder, document, before)
        (folder / DECLARATION).replace(folder / BEFORE)
        (folder / str(before.declared.get("source", ""))).unlink(missing_ok=True)
    else:
        folder.mkdir()
    doubts: list[str] = []
    try:
        document = _write_new(folder, made, file, checksum)
    except CorpusError as error:
        if not made.tables:
            raise
        # A table that its own guess does not fit is quoted, not counted.
        doubts.append(f"表を数として読めなかったため、行の引用だけにしました（{error}）。")
        plain = declare(converted, made.about, folder.name, gazetteer, tables=False)
        made.tables.clear()
        made.doubts[:] = plain.doubts
        document = _write_new(folder, plain, file, checksum)
    if before is not None:
        doubts.append(
            f"前の版の説明は新しい本文に合わないため、{BEFORE} に残し、新しく作りました。"
        )
        doubts += _keep_expansions(folder, document, before)
    return document, doubts


def _write_new(folder: Path, made: Declaration, file: str, checksum: str) -> Document:
    (folder / made.source).write_text(made.text, encoding="utf-8", newline="\n")
    (folder / DECLARATION).write_text(made.to_toml(file, checksum), encoding="utf-8")
    try:
        return load_document(folder)
    except CorpusError:
        (folder / made.source).unlink()
        raise


def _write_version(
    folder: Path, made: Declaration, file: str, checksum: str, before: Entry
) -> Document | None:
    """Put the new text under the declaration of the version before; None where it does not fit."""
    declared = before.declared
    if (declared.get("reader"), declared.get("source")) != (made.reader, made.source):
        return None
    known = declared.get("table", [])
    if len(known if isinstance(known, list) else []) < len(made.tables):
        return None  # a table that the version before had not
    path = folder / DECLARATION
    old = f'sha256 = "{before.added.get("sha256")}"'
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        return None
    given = {"title": made.about.title, "publisher": made.about.publisher, "date": made.about.date}
    if any(value != declared.get(key) for key, value in given.items()):
        return None
    # A version may come under another name; what a person has written elsewhere stays.
    named, now = (f"file = {quoted(name)}" for name in (str(before.added.get("file")), file))
    new = text.replace(old, f'sha256 = "{checksum}"')
    new = new.replace(named, now) if new.count(named) == 1 else new
    path.write_text(new, encoding="utf-8")
    (folder / made.source).write_text(made.text, encoding="utf-8", newline="\n")
    try:
        return load_document(folder)
    except CorpusError:
        # As it was, so that it can be kept beside the new one.
        path.write_text(text, encoding="utf-8")
        return None


def _keep_expansions(folder: Path, document: Document, before: Entry) -> list[str]:
    """Keep the expansions of passages whose words are the same; drop all if that is unclear."""
    if not (folder / EXPANSIONS).is_dir():
        return []
    now = {p.id: p.text for p in document.passages}
    try:
        then = {p.id: p.text for p in load_document(before.folder).passages}
        if all(now.get(id) == text for id, text in then.items()):
            load_expansions(folder.parent, [document])
            return []
    except AssistantError:
        pass
    shutil.rmtree(folder / EXPANSIONS)
    return ["本文が変わったため、探すための言い換え（expansions）を外しました。"]
