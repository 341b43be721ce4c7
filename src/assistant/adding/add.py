"""Add files to a corpus, list what is there, and take documents out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from assistant.adding import shelf
from assistant.adding.columns import Guess
from assistant.adding.convert import convert, read_file
from assistant.adding.declare import About, Declaration, declare
from assistant.adding.places import Gazetteer
from assistant.adding.review import REVIEW, review_text
from assistant.adding.write import write
from assistant.errors import InputError
from assistant.files.guard import MAX_BYTES, MAX_ROWS_BYTES
from assistant.index.digest import digest_bytes
from assistant.text.normalize import fold, squeeze

Change = Literal["new", "replaced", "unchanged"]
Confirm = Callable[[str, Sequence[tuple[str, Guess]]], bool]
"""Takes a document's title and the tables found in it; says whether to look up numbers in them."""

LONGEST_NAME: Final = 200
"""Characters of a file's name that are kept."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file. ``doubts`` are Japanese sentences on what a person should see."""

    file: str
    id: str
    title: str
    change: Change
    passages: int = 0
    tables: int = 0
    doubts: tuple[str, ...] = ()


def add_files(
    corpus: Path,
    files: Sequence[Path],
    about: About | None = None,
    *,
    id: str | None = None,
    confirm: Confirm = lambda _title, _tables: True,
) -> list[Added]:
    """Make each of ``files`` a document of ``corpus``: all of them, or none.

    A file that is there already changes nothing; one of the same name and title, or of the given
    ``id``, replaces what was made of its earlier version. What is given in ``about`` goes before
    what the file says. Raises InputError, one Japanese sentence, where a file cannot be read or
    does not fit what is there; the corpus is then as it was.
    """
    read = ((file.name, read_file(file)) for file in files)
    return add_data(corpus, read, about, id=id, confirm=confirm, most=MAX_ROWS_BYTES)


def add_data(
    corpus: Path,
    files: Iterable[tuple[str, bytes]],
    about: About | None = None,
    *,
    id: str | None = None,
    confirm: Confirm = lambda _title, _tables: True,
    accept: shelf.Accept | None = None,
    most: int = MAX_BYTES,
) -> list[Added]:
    """Do what :func:`add_files` does with names and contents, taking one after the other.

    A file of passages in rows may be as large as ``most`` bytes.

    ``accept`` is called once the documents are in place, unless nothing changed; they are taken
    back out if it raises. Raises what :func:`add_files`, ``files`` and ``accept`` raise.
    """
    about = about or About()
    if id is not None:
        shelf.check_id(id)
    with shelf.working(corpus) as work:
        there = shelf.entries(corpus)
        done: list[Added] = []
        for name, data in files:
            added = _prepare(work, there, _plain_name(name), data, most, about, id, confirm)
            done.append(added)
            if added.change != "unchanged":
                entry = shelf.Entry(added.id, work / added.id, _declared(work / added.id))
                there = [e for e in there if e.id != added.id] + [entry]
        if changed := list(dict.fromkeys(a.id for a in done if a.change != "unchanged")):
            shelf.put(corpus, work, changed, accept)
    return done


def remove_document(
    corpus: Path, id: str, *, force: bool = False, accept: shelf.Accept | None = None
) -> str:
    """Take the document ``id`` out of ``corpus``; return its title.

    Raises InputError where there is none, or where no file that was added gave it and ``force``
    is not set: a folder that a person made could not be made again. ``accept`` is called once the
    document is out; it is put back if that raises.
    """
    entry = shelf.find(corpus, id)
    if not entry.added and not force:
        raise InputError(
            f"資料「{id}」は assistant add で足したものではなく、消すと元に戻せません。"
            "それでも取り除くときは --force を付けてください。"
        )
    with shelf.working(corpus) as work:
        shelf.take_out(corpus, work, id, accept)
    return entry.title


def _prepare(
    work: Path,
    there: Sequence[shelf.Entry],
    name: str,
    data: bytes,
    most: int,
    about: About,
    id: str | None,
    confirm: Confirm,
) -> Added:
    """Write the folder of one file into ``work``, unless it is there already."""
    checksum = digest_bytes(data)
    same = next((e for e in there if e.added.get("sha256") == checksum), None)
    if same is not None:
        return Added(name, same.id, same.title, "unchanged")
    converted = convert(name, data, most)
    before, target = _target(there, name, id)
    if before is not None and before.folder.parent == work:
        raise InputError(
            f"「{name}」という名前のファイルが二つあります。名前を変えるか、一つずつ足してください。"
        )
    gazetteer = Gazetteer([e.regions for e in there if e.regions and e is not before])
    if before is not None:
        about = _kept(about, before)
    # Of records no line says a title; there may be so many that they are not read for it twice.
    untitled = converted.form == "records" and (about.title or converted.title) is None
    if untitled:
        about = replace(about, title=_stem(name))
    made = declare(converted, about, target, gazetteer)
    if made.about.title is None:
        made = declare(converted, replace(about, title=_stem(name)), target, gazetteer)
        untitled = True
    if untitled:
        made.doubts.append("題名がないため、ファイル名を題名としました。")
    if before is not None and id is None and not _is_next_version(before, made):
        raise InputError(
            f"「{name}」という名前のファイルから作った別の資料「{before.title}」があります。"
            f"その新しい版なら ID（--id）に「{before.id}」を、"
            "別の資料ならほかの ID を指定してください。"
        )
    _refuse_twin(made, there, target)
    if made.tables and not confirm(made.about.title or target, made.tables):
        made = declare(converted, made.about, target, gazetteer, tables=False)
    document, doubts = write(work / target, made, name, checksum, before, gazetteer, converted)
    change: Change = "new" if before is None else "replaced"
    title = str(_declared(work / target).get("title", ""))
    doubts = [*made.doubts, *doubts]
    (work / target / REVIEW).write_text(review_text(title, name, doubts), encoding="utf-8")
    return Added(
        name, target, title, change,
        len(document.passages), len(document.tables), tuple(doubts),
    )  # fmt: skip


def _plain_name(name: str) -> str:
    """Return the last part of a file's name: printable, on one line, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(c if c.isprintable() or c == "\u3000" else "_" for c in last).strip()
    stem, dot, extension = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME:
        return plain or "document"
    kept = f"{dot}{extension}" if stem and len(extension) <= 10 else ""
    return plain[: LONGEST_NAME - len(kept)] + kept


def _stem(name: str) -> str:
    return Path(name).stem or name


def _target(
    there: Sequence[shelf.Entry], name: str, id: str | None
) -> tuple[shelf.Entry | None, str]:
    """Return the document that a file replaces, if there is one, and the id to put it under."""
    by_id = {entry.id: entry for entry in there}
    if id is None:
        for entry in there:
            if entry.added.get("file") == name:
                return entry, entry.id
        wanted = shelf.id_of(name)
        target, n = wanted, 1
        while target in by_id:
            n += 1
            target = f"{wanted[: shelf.LONGEST_ID - 4]}-{n}"
        return None, target
    before = by_id.get(id)
    if before is not None and not before.added:
        raise InputError(
            f"資料「{id}」は手で置かれたもので、置き換えられません。"
            "ほかの ID（--id）を指定してください。"
        )
    return before, id


def _kept(about: About, before: shelf.Entry) -> About:
    """Return ``about`` with what a person wrote into the declaration of the version before."""

    def kept(given: str | None, key: str) -> str | None:
        written = before.declared.get(key)
        return given if given is not None else written if isinstance(written, str) else None

    return About(
        kept(about.title, "title"),
        kept(about.publisher, "publisher"),
        kept(about.date, "date"),
        kept(about.licence, "licence"),
    )


def _is_next_version(before: shelf.Entry, made: Declaration) -> bool:
    return _key(str(before.added.get("title", ""))) == _key(made.found_title)


def _refuse_twin(made: Declaration, there: Sequence[shelf.Entry], target: str) -> None:
    title = _key(made.about.title or "")
    for entry in there:
        if entry.id != target and _key(entry.title) == title:
            raise InputError(
                f"同じ題名の資料「{entry.title}」（{entry.id}）があります。"
                "見分けられる題名（--title）を付けるか、その新しい版なら "
                f"ID（--id）に「{entry.id}」を指定してください。"
            )


def _declared(folder: Path) -> dict[str, object]:
    found = [e for e in shelf.entries(folder.parent) if e.id == folder.name]
    return found[0].declared if found else {}


def _key(title: str) -> str:
    return squeeze(fold(title))
