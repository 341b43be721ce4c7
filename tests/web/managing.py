"""A served page over a small corpus that may be changed, and somebody who changes it over HTTP."""

from __future__ import annotations

import contextlib
import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .serving import serving

HAND_MADE = {
    "document.toml": (
        'title = "里親カフェの記録"\npublisher = "例の市 こども課"\ndate = "2025-06"\n'
        'licence = "例のために作った文章です。"\nreader = "plain"\nsource = "cafe.md"\n'
        'examples = ["これからの課題は何ですか"]\n'
    ),
    "cafe.md": (
        "# 里親カフェの記録\n\n## これからの課題\n\n"
        "- 託児があれば、もっと多くの人が参加できる。\n- 平日の夜の開催を増やしてほしい。\n"
    ),
}
LOANS = "館名,年度,貸出冊数\n中央図書館,2023,12345\n港図書館,2023,6789\n合計,,19134\n"

File = tuple[str, bytes]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Desk:
    """The page at ``url`` over ``folder/corpus``; ``said`` is what the process has written."""

    url: str
    folder: Path
    said: list[str]
    cookie: str = ""

    def send(
        self, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body; a redirection is not followed."""
        given = {"Cookie": self.cookie, **headers} if self.cookie else headers
        address = self.url + urllib.parse.quote(path, safe="/?=&%")
        request = urllib.request.Request(address, body, given)
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=60) as response:
                return response.status, dict(response.headers), response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()

    def get(self, path: str) -> tuple[int, str]:
        status, _, body = self.send(path)
        return status, body

    def post(
        self,
        path: str,
        fields: Sequence[tuple[str, str]] = (),
        files: Sequence[File] = (),
        **headers: str,
    ) -> tuple[int, dict[str, str], str]:
        """Send a form as a browser does from a page of the server."""
        edge = uuid.uuid4().hex
        parts = [(f'name="{name}"', value.replace("\n", "\r\n").encode()) for name, value in fields]
        parts += [(f'name="files"; filename="{name}"', data) for name, data in files]
        body = b"".join(
            f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts
        )
        sent = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Origin": self.url.rstrip("/"),
            **headers,
        }
        kept = {name: value for name, value in sent.items() if value}
        return self.send(path, body + f"--{edge}--\r\n".encode(), **kept)

    def begin(
        self, path: str, fields: Sequence[tuple[str, str]] = (), files: Sequence[File] = ()
    ) -> str:
        """Begin a change; return the path at which its course is shown."""
        status, headers, body = self.post(path, fields, files)
        assert status == 303, shown(body)
        return re.sub(r"^(\.\./)+", "", headers["location"])

    def change(
        self, path: str, fields: Sequence[tuple[str, str]] = (), files: Sequence[File] = ()
    ) -> str:
        """Do a change to its end; return the page that tells how it ended."""
        status, body = self.get(self.begin(path, fields, files))
        assert status == 200
        assert body.endswith("</html>")
        return body

    def add(self, *files: tuple[str, str | bytes], **fields: str) -> str:
        """Add files; return the words of the page that tells how it ended."""
        given = [(n, data.encode() if isinstance(data, str) else data) for n, data in files]
        return shown(self.change("manage/add", list(fields.items()), given))

    def remove(self, id: str, **fields: str) -> str:
        return shown(self.change(f"manage/documents/{id}/remove", list(fields.items())))

    def correct(self, id: str, toml: str) -> str:
        """Save ``toml`` in the place of what stands there now; return the page at the end."""
        checksum = self.declaration(id)[1]
        return self.change(f"manage/documents/{id}", [("toml", toml), ("checksum", checksum)])

    def declaration(self, id: str) -> tuple[str, str]:
        """Return the declaration in the text box, and the checksum that goes with it."""
        _, body = self.get(f"manage/documents/{id}")
        return box_of(body), re.search(r'name="checksum" value="(\w+)"', body)[1]

    def ask(self, question: str) -> dict:
        body = json.dumps({"data": [question, []]}).encode()
        kind = {"Content-Type": "application/json"}
        _, _, answer = self.send("gradio_api/call/ask", body, **kind)
        _, _, events = self.send(f"gradio_api/call/ask/{json.loads(answer)['event_id']}")
        found = re.search(r"event: (\w+)\ndata: (.*)", events)
        assert found[1] == "complete", events
        return json.loads(found[2])[0]

    def state(self) -> dict[str, bytes]:
        """Return every file below the corpus by its path."""
        corpus = self.folder / "corpus"
        return {
            str(p.relative_to(corpus)): p.read_bytes()
            for p in sorted(corpus.rglob("*"))
            if p.is_file()
        }

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let no change end meanwhile."""
        flag = self.folder / "wait"
        flag.touch()
        try:
            yield
        finally:
            flag.unlink()


def box_of(body: str) -> str:
    """Return what stands in the text box of a page."""
    return html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", body, re.S)[1])


def shown(body: str) -> str:
    """Return the words of the main part of a page, a line for each element."""
    main = re.search(r"<main.*</main>", body, re.S)
    words = re.sub(r"<[^>]*>", "\n", main[0] if main else body)
    return re.sub(r"\n\s*", "\n", html.unescape(words)).strip()


@contextlib.contextmanager
def managing(folder: Path, *options: str, engine: str = "real") -> Iterator[Desk]:
    """Serve a corpus of one hand-made document in ``folder``."""
    made = folder / "corpus" / "cafe"
    made.mkdir(parents=True)
    for name, content in HAND_MADE.items():
        (made / name).write_text(content, encoding="utf-8")
    with serving(engine, f"manage={folder}", *options) as page:
        yield Desk(page.url, folder, page.output)
