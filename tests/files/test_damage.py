"""Files with bytes turned over at random: words or one sentence, never anything else."""

import random

import pytest

from assistant.errors import InputError
from assistant.files.read import read_text_file

from .make import lines, pdf, table, together, word

WHOLE = {
    "a.pdf": pdf(together(lines("松本は16名", "長野は28名"), table([["a", "1"], ["b", "2"]]))),
    "a.docx": word(lambda d: d.add_paragraph("松本は16名")),
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("seed", range(12))
def test_a_file_with_turned_bytes_gives_words_or_one_sentence(name, seed):
    chance = random.Random(seed)
    data = bytearray(WHOLE[name])
    for _ in range(chance.choice([1, 5, 40])):
        # The first bytes say what the file is: a change there is another test's subject.
        data[chance.randrange(8, len(data))] = chance.randrange(256)
    try:
        words = read_text_file(name, bytes(data)).text
    except InputError as error:
        words = str(error)
        assert f"「{name}」" in words
        assert "\n" not in words
    assert words
