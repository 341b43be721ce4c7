"""Read the documents of a corpus: one folder each, with its source and ``document.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.config import DECLARATION
from assistant.documents.csv_reader import read_csv
from assistant.documents.draft import Draft
from assistant.documents.layout_reader import read_attribution, read_layout
from assistant.documents.node import Node
from assistant.documents.plain_reader import read_declaration, read_plain
from assistant.documents.records_reader import Columns, read_records
from assistant.documents.schema import read_schema
from assistant.documents.source import Source
from assistant.documents.verify import verify
from assistant.errors import CorpusError
from assistant.text.figures import find_figures
from assistant.text.normalize import fold, squeeze
from assistant.types import Document

_LONGEST_KIND: Final = 30
"""Characters of what a document calls a kind of passage: one line of a phone."""


def load_corpus(folder: Path) -> tuple[Document, ...]:
    """Return every document under ``folder`` (each subfolder with a ``document.toml``) by name.

    Raises CorpusError where there is none, or where one does not fit its declaration.
    """
    folders = sorted(path.parent for path in folder.glob(f"*/{DECLARATION}"))
    if not folders:
        raise no_document(folder)
    return tuple(load_document(path) for path in folders)


def no_document(corpus: Path) -> CorpusError:
    """Return the error for a corpus without a document."""
    return CorpusError(
        f"{corpus} に文書がありません。"
        "「assistant add ファイル」で足すか、"
        f"文書ごとのフォルダーに原文と {DECLARATION} を置いてください。"
    )


def load_document(folder: Path) -> Document:
    """Return the document in ``folder``; its id is the folder's name.

    Raises CorpusError, in Japanese, naming the file, the line, what was expected and what
    stands there.
    """
    id = folder.name
    node = Node(_read_toml(folder / DECLARATION), f"{id}/{DECLARATION}")
    file = node.text("source", f"{id}.txt")
    source = Source(f"{id}/{file}", _read_source(folder, file))
    regions = _read_regions(node)
    words = _read_kind_words(node)
    draft = Draft(id, source, tuple(regions.aliases), regions.slugs, regions.names(), words)
    tables = [read_schema(item, regions.aliases) for item in node.nodes("table")]
    schemas = {schema.id: schema for schema in tables}
    title = node.text("title")
    match node.text("reader"):
        case "layout":
            attributions = {
                item.text("id"): read_attribution(item, draft.regions)
                for item in node.nodes("attribution")
            }
            read_layout(draft, node.nodes("part"), schemas, attributions)
        case "plain":
            read_plain(draft, title, read_declaration(node), tables)
        case "csv":
            if len(tables) != 1:
                raise node.wrong("reader が csv の文書には [[table]] を一つだけ書いてください。")
            read_csv(draft, tables[0])
        case "records":
            read_records(draft, title, Columns.read(node.node("records")))
        case reader:
            raise node.wrong(
                f"reader「{reader}」はありません。layout・plain・csv・records から選んでください。"
            )
    if len(draft.tables) != len(tables):
        raise node.wrong(
            f"[[table]] は{len(tables)}個ですが、原文の表は{len(draft.tables)}個です。"
        )
    passages = tuple(sorted(draft.passages, key=lambda passage: passage.start))
    document = Document(
        id=id,
        title=title,
        publisher=node.text("publisher"),
        date=node.text("date"),
        licence=node.text("licence"),
        source=source.text,
        passages=passages,
        pieces=tuple(sorted(draft.pieces, key=lambda piece: piece.start)),
        tables=tuple(draft.tables),
        regions=draft.regions,
        sections=tuple(dict.fromkeys(passage.section for passage in passages)),
        aliases=regions.aliases | node.texts_map("aliases"),
        places=regions.places,
        examples=node.texts("examples", ()),
        kind_words=words,
    )
    node.node("added")  # where the document came from: for those who add and list documents
    node.close()
    verify(document, source)
    return document


@dataclass(frozen=True, slots=True)
class _Regions:
    """The declared regions in order: what each is called and which places lie in it."""

    aliases: dict[str, tuple[str, ...]]
    slugs: dict[str, str]
    places: dict[str, str]

    def names(self) -> dict[str, str]:
        """Return every folded name that stands for one region alone, with that region."""
        found: dict[str, set[str]] = {}
        for region, others in self.aliases.items():
            for name in (region, *others):
                found.setdefault(squeeze(fold(name)), set()).add(region)
        for place, region in self.places.items():
            found.setdefault(squeeze(fold(place)), set()).add(region)
        own = {squeeze(fold(region)): region for region in self.aliases}
        return {name: min(of) for name, of in found.items() if len(of) == 1} | own


def _read_kind_words(node: Node) -> dict[str, str]:
    named = node.text_map("kind_words")
    for kind, words in named.items():
        # They stand in front of every quotation; a number there would be of no cited passage.
        fits = 1 <= len(words) <= _LONGEST_KIND and words.isprintable()
        if not fits or re.search(r"\d", words) or find_figures(words):
            raise node.wrong(
                f"kind_words の「{kind}」は、数字のない{_LONGEST_KIND}字までの呼び名に"
                f"してください（現在: {words[: _LONGEST_KIND + 1]!r}）。"
            )
    return named


def _read_regions(node: Node) -> _Regions:
    regions = _Regions({}, {}, {})
    for item in node.nodes("region"):
        name = item.text("name")
        if name in regions.aliases:
            raise item.wrong(f"地域「{name}」が二度書かれています。")
        regions.aliases[name] = item.texts("aliases", ())
        regions.slugs[name] = item.text("slug", name)
        for place in item.texts("places", ()):
            if place in regions.places:
                raise item.wrong(f"「{place}」は{regions.places[place]}にも書かれています。")
            regions.places[place] = name
        item.close()
    return regions


def _read_toml(path: Path) -> dict[str, object]:
    if not path.is_file():
        raise CorpusError(
            f"{path.parent} に {path.name} がありません。文書の説明を書いてください。"
        )
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"{path.parent.name}/{path.name} を TOML として読めません（{error}）。"
            "書式を直してください。"
        ) from error


def _read_source(folder: Path, file: str) -> str:
    # Line ends are kept as they are: offsets count the characters of the file itself.
    path = folder / file
    if path.parent != folder or not path.is_file():
        raise CorpusError(f"{folder.name}/{file} がありません。原文のファイルを置いてください。")
    if path.is_symlink() or folder.is_symlink():
        raise CorpusError(
            f"{folder.name}/{file} は、ほかの場所を指すリンクです。"
            "原文のファイルそのものを置いてください。"
        )
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
        # A byte order mark is no text; a blank in its place keeps every offset.
        return text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{folder.name}/{file}の{line}行目: UTF-8 の文字を期待しましたが、読めない"
            f"バイト（0x{data[error.start]:02x}）があります。UTF-8 で保存し直してください。"
        ) from error
