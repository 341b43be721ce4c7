"""Read the documents of a corpus: one folder each, with its source and ``document.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from assistant.documents.draft import Draft
from assistant.documents.layout_reader import read_attribution, read_layout
from assistant.documents.node import Node
from assistant.documents.schema import read_schema
from assistant.documents.source import Source
from assistant.documents.verify import verify
from assistant.errors import CorpusError
from assistant.types import Document

DECLARATION = "document.toml"


def load_corpus(folder: Path) -> tuple[Document, ...]:
    """Return every document under ``folder`` (each subfolder with a ``document.toml``) by name.

    Raises CorpusError where there is none, or where one does not fit its declaration.
    """
    folders = sorted(path.parent for path in folder.glob(f"*/{DECLARATION}"))
    if not folders:
        raise CorpusError(
            f"{folder} に文書がありません。文書ごとのフォルダーに原文と {DECLARATION} を置いてください。"
        )
    return tuple(load_document(path) for path in folders)


def load_document(folder: Path) -> Document:
    """Return the document in ``folder``; its id is the folder's name.

    Raises CorpusError, in Japanese, naming the file, the line, what was expected and what
    stands there.
    """
    id = folder.name
    node = Node(_read_toml(folder / DECLARATION), f"{id}/{DECLARATION}")
    file = node.text("source", f"{id}.txt")
    source = Source(f"{id}/{file}", _read_source(folder, file))
    region_nodes = node.nodes("region")
    regions = tuple(item.text("name") for item in region_nodes)
    slugs = {item.text("name"): item.text("slug", item.text("name")) for item in region_nodes}
    region_aliases = {item.text("name"): item.texts("aliases", ()) for item in region_nodes}
    places = {
        place: item.text("name") for item in region_nodes for place in item.texts("places", ())
    }
    for item in region_nodes:
        item.close()
    draft = Draft(id, source, regions, slugs)
    schemas = {
        schema.id: schema
        for schema in (read_schema(item, region_aliases) for item in node.nodes("table"))
    }
    reader = node.text("reader")
    if reader == "layout":
        attributions = {
            item.text("id"): read_attribution(item, regions) for item in node.nodes("attribution")
        }
        read_layout(draft, node.nodes("part"), schemas, attributions)
    else:
        raise node.wrong(f"reader「{reader}」はありません。layout から選んでください。")
    passages = tuple(sorted(draft.passages, key=lambda passage: passage.start))
    document = Document(
        id=id,
        title=node.text("title"),
        publisher=node.text("publisher"),
        date=node.text("date"),
        licence=node.text("licence"),
        source=source.text,
        passages=passages,
        pieces=tuple(sorted(draft.pieces, key=lambda piece: piece.start)),
        tables=tuple(draft.tables),
        regions=regions,
        sections=tuple(dict.fromkeys(passage.section for passage in passages)),
        aliases=region_aliases | node.texts_map("aliases"),
        places=places,
        examples=node.texts("examples", ()),
    )
    node.close()
    verify(document, source)
    return document


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"{path.parent.name}/{path.name} を TOML として読めません（{error}）。書式を直してください。"
        ) from error


def _read_source(folder: Path, file: str) -> str:
    # Line ends are kept as they are: offsets count the characters of the file itself.
    path = folder / file
    if not path.is_file():
        raise CorpusError(f"{folder.name}/{file} がありません。原文のファイルを置いてください。")
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{folder.name}/{file}の{line}行目: UTF-8 の文字を期待しましたが、読めない"
            f"バイト（0x{data[error.start]:02x}）があります。UTF-8 で保存し直してください。"
        ) from error
