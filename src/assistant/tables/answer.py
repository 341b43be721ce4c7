"""Questions over the tables of a corpus: read, parse, run, say."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.answer.citer import Citer
from assistant.tables.audit import audit_table
from assistant.tables.compute import Calculator
from assistant.tables.cube.parse import CubeParser
from assistant.tables.cube.respond import CubeResponder
from assistant.tables.execute import TableStore
from assistant.tables.follow import Turn
from assistant.tables.lexicon import Lexicon
from assistant.tables.nested import cut, finds_rows
from assistant.tables.outcome import Outcome, Refusal, Unclear
from assistant.tables.parse import parse
from assistant.tables.places import outside_place
from assistant.tables.query import Query
from assistant.tables.reading import Reading
from assistant.tables.respond import Responder
from assistant.tables.shape import Shape, top_columns
from assistant.tables.speak import Said
from assistant.tables.wording import Wording
from assistant.tables.words import words
from assistant.types import AbstainReason, Document, Table

# «ファミリーホームは除いて» says what is not to be counted, known to a table or not.
_LEAVES_OUT = re.compile("|".join(words()["exclusion"]["after"]))
_NAMES = ("value", "column", "place")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the tables make of one question: an outcome of one table, with its reading."""

    outcome: Query | Refusal | Unclear
    table: Table
    reading: Reading
    head: Query | None = None
    """The query that finds the rows ``outcome`` is about, said before it."""


class TableAnswerer:
    """All tables of a corpus. Safe to share between threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._tables = tuple((t, d) for d in documents for t in d.tables)
        self._lexicons = {t.id: Lexicon(t, d.places) for t, d in self._tables}
        self._calculators = {t.id: Calculator(TableStore(t)) for t, _ in self._tables}
        # Tables in which a key has several rows (a library year by year), or whose columns add up
        # to no common total (population, area, budget).
        self._cubes = {
            t.id: CubeParser(self._lexicons[t.id])
            for t, _ in self._tables
            if Shape(t).several or len(top_columns(t)) > 1
        }
        # By table and measure: why the rows do not add up to the printed total.
        self._notes: dict[str, dict[str, str]] = {
            t.id: {
                c.measure: c.explanation
                for c in audit_table(t).checks
                if c.axis == "column" and c.explanation
            }
            for t, _ in self._tables
        }

    def understand(self, question: str, turns: Sequence[Turn]) -> Understood | None:
        """Return what the best fitting table makes of ``question``; None if none is meant.

        A query goes before a refusal; then the table that more words of the question name,
        the one that the conversation is about, and one that counts first what is asked for.
        """
        found: list[tuple[tuple[bool, int, bool, bool, int], Understood]] = []
        for order, (table, document) in enumerate(self._tables):
            lexicon = self._lexicons[table.id]
            reading = lexicon.read(question)
            own = [t for t in turns if t.query.table == table.id]
            cube = self._cubes.get(table.id)
            outcome = self._parse(table, reading, own)
            nested = self._nested(table, reading, own)
            head, outcome = nested if nested is not None else (None, outcome)
            if isinstance(outcome, Query) and self._selects_none(table, outcome):
                reason: AbstainReason = "not_stated" if cube else "outside_period"
                outcome = Refusal(reason, (), no_rows=True, passages_may_say=False)
            outside = outside_place(reading.untagged(), f"{document.publisher} {document.title}")
            if outside is not None and (outcome is not None or own):
                outcome = Refusal("outside_region", (outside,), passages_may_say=False)
            if outcome is not None:
                rank = (
                    isinstance(outcome, Query),
                    len(reading.tags),
                    bool(own) and own[-1] is turns[-1],
                    _asks_first(reading, table),
                    -order,
                )
                found.append((rank, Understood(outcome, table, reading, head)))
        return max(found, key=lambda f: f[0])[1] if found else None

    def _nested(
        self, table: Table, reading: Reading, turns: Sequence[Turn]
    ) -> tuple[Query, Query] | None:
        """Read a question about rows that another question has to find as the two it is."""
        lexicon, cube = self._lexicons[table.id], self._cubes.get(table.id)
        parts = cut(reading, lexicon) if cube is None else cube.cut(reading)
        if parts is None:
            return None
        head = self._parse(table, parts.head, turns)
        if not isinstance(head, Query) or not finds_rows(head):
            return None
        said = self._run(table, head, reading, Citer({}, {}))
        if not (said.keys or said.picked):
            return None
        turn = Turn(head, said.keys, said.picked)
        rest = self._parse(table, lexicon.read(parts.rest), (turn,))
        return (head, rest) if isinstance(rest, Query) else None

    def _parse(self, table: Table, reading: Reading, turns: Sequence[Turn]) -> Outcome:
        cube = self._cubes.get(table.id)
        if cube is not None:
            return cube.parse(reading, turns)
        return parse(reading, self._lexicons[table.id], turns)

    def names_something(self, sentence: str) -> bool:
        """Say whether ``sentence`` names a row, a column or a day of any table."""
        readings = (lexicon.read(sentence) for lexicon in self._lexicons.values())
        return any(
            r.figures
            or r.ask
            or r.op
            or _LEAVES_OUT.search(sentence)
            or any(t.role in _NAMES for t in r.tags)
            for r in readings
        )

    def computes(self, sentence: str, operations: Collection[str]) -> Table | None:
        """Return the table of which ``sentence`` wants something computed, if there is one."""
        for table, _ in self._tables:
            reading = self._lexicons[table.id].read(sentence)
            about = any(t.role in (*_NAMES, "subject") for t in reading.tags)
            # 午前 or 水曜 belong to the table alone, whatever is asked of them.
            narrow = any(t.role == "value" and t.key != table.key for t in reading.tags)
            computed = about and any(o in reading.op for o in operations)
            if "text" not in reading.ask and (computed or narrow):
                return table
        return None

    def _selects_none(self, table: Table, query: Query) -> bool:
        """Say whether the question is about a day or month on which the table has nothing."""
        if table.id in self._cubes:
            return not self._calculators[table.id].store.rows(query.conditions)
        dates = {d.id for d in table.dimensions if d.type == "date"}
        by_date = any(c.dimension in dates for c in query.conditions)
        return by_date and not self._calculators[table.id].store.rows(query.conditions)

    def respond(self, understood: Understood, citer: Citer) -> tuple[Said, Turn]:
        """Run a query and say its result; also return it as a turn of the conversation."""
        query = understood.outcome
        if not isinstance(query, Query):
            raise TypeError("only a query can be run")
        table, reading = understood.table, understood.reading
        first = self._run(table, understood.head, reading, citer) if understood.head else None
        said = self._run(table, query, reading, citer)
        if first is not None:
            said.text = f"{first.text}\n{said.text}"
            said.figures = [*first.figures, *said.figures]
            said.query = f"{first.query}\n{said.query}"
        return said, Turn(query, said.keys, said.picked)

    def _run(self, table: Table, query: Query, reading: Reading, citer: Citer) -> Said:
        wording = Wording(table, reading.language)
        speaker = CubeResponder if table.id in self._cubes else Responder
        responder = speaker(self._calculators[table.id], wording, citer, self._notes[table.id])
        return responder.respond(query)


def _asks_first(reading: Reading, table: Table) -> bool:
    """Say whether the question asks for what the table counts before all else: 何人."""
    units = table.quantities[0].units if table.quantities else ()
    return any(f"何{unit}" in reading.plain for unit in units)
