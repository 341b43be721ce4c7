"""The web page: ``python app.py`` does what ``assistant serve`` does, options included."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
