"""The command over a fake assistant, as a program that tests start."""

import sys
import time

from assistant.cli import commands, main
from assistant.types import Answer


class Fake:
    passages, titles = {}, {}

    def ask(self, question, history=()):
        if question == "眠る":
            print("asleep", file=sys.stderr, flush=True)
            time.sleep(60)
        if question == "落ちる":
            raise RuntimeError("secret detail")
        return Answer(question, f"答え〜①「{question}」" * 20, "passages")


commands.open_assistant = Fake
sys.exit(main())
