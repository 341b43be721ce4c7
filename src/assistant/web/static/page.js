"use strict";
// What the page does beyond Gradio: keeps a kana-kanji conversion from sending, brings a new
// answer into view, moves to a citation, and names the parts of the page for screen readers.
(() => {
  // Enter that ends a conversion must not send. Chrome and Firefox mark that key press with
  // isComposing; Safari ends the composition first and then reports the press as key code 229.
  // Gradio listens to keypress, so the press is stopped there too, until the key comes up.
  let converting = false;
  const ofConversion = (event) => event.isComposing || event.keyCode === 229;
  const guard = (event) => {
    if (event.target?.tagName !== "TEXTAREA") return;
    if (event.type === "keyup") {
      if (event.key === "Enter") converting = false;
      return;
    }
    if (event.type === "keydown") converting = ofConversion(event);
    if (event.key !== "Enter" && !ofConversion(event)) return;
    if (converting || ofConversion(event)) {
      event.stopImmediatePropagation();
      if (event.type === "keypress") event.preventDefault();
    }
  };
  for (const type of ["keydown", "keypress", "keyup"]) {
    window.addEventListener(type, guard, true);
  }

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (element, block) =>
    element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  let newest = "";
  // Called when the conversation's markup has changed: a new question, then its answer, is
  // brought to the top; a change that adds neither moves nothing.
  const changed = (element) => {
    const turns = element.querySelectorAll(".turn");
    const last = turns[turns.length - 1];
    const state = last ? last.id + (last.querySelector(".reply") ? " answered" : "") : "";
    if (last && state !== newest) show(last, "start");
    if (newest && state !== newest) draft("");
    if (!last && newest) window.scrollTo({ top: 0 });
    newest = state;
    keep([...turns].map((turn) => turn.dataset.question));
  };

  // The questions of this tab of the browser, and of no other: leaving the page for another tab
  // and coming back shows the conversation again. A question may also stand in the address.
  const KEPT = "assistant-questions";
  const keep = (questions) => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(questions));
    } catch {
      // Storage is turned off or full: the conversation ends with the page.
    }
  };
  const before = () => {
    let kept = [];
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    } catch {
      // As above.
    }
    const asked = new URLSearchParams(location.search).get("q");
    return asked && !kept.includes(asked) ? [...kept, asked] : kept;
  };

  // What is typed but not yet asked comes back too: Gradio loads the page anew after the
  // connection was lost.
  const DRAFT = "assistant-draft";
  const draft = (words) => {
    try {
      if (words === undefined) return sessionStorage.getItem(DRAFT) ?? "";
      sessionStorage.setItem(DRAFT, words);
    } catch {
      // As above.
    }
    return "";
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("#question textarea")) draft(event.target.value);
  });
  const restore = (box) => {
    const words = draft();
    if (!words || box.value) return;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Markdown of a turn, its addresses made whole.
  const markdown = (turn) =>
    turn.dataset.markdown.replace(/^( *)原文: (?=source\/)/gm, `$1原文: ${location.origin}/`);
  const say = (button, words) => {
    const before = button.textContent;
    button.textContent = words;
    setTimeout(() => (button.textContent = before), 2500);
    const announcer = document.getElementById("announcer");
    const news = document.createElement("p");
    news.setAttribute("role", "status");
    news.textContent = words;
    announcer?.append(news);
    setTimeout(() => news.remove(), 5000);
  };
  const copy = async (words) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    // Without https browsers give no clipboard.
    const box = document.createElement("textarea");
    box.value = words;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("copy");
  };
  const save = () => {
    const turns = [...document.querySelectorAll(".turn[data-markdown]")];
    const words = ["# 公開資料への質問と回答\n", ...turns.map(markdown)].join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([words], { type: "text/markdown;charset=utf-8" }));
    link.download = "質問と回答.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-copy]");
    if (button) {
      copy(markdown(button.closest(".turn"))).then(
        () => say(button, "コピーしました"),
        () => say(button, "コピーできませんでした"),
      );
    }
    if (event.target.closest?.("#save")) save();
  });

  // A mark in an answer leads to its card, and the focus goes with it.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("a.mark, a.skip");
    if (!mark || !document.querySelector("gradio-app")) return;
    const skip = mark.classList.contains("skip");
    const named = document.getElementById(mark.hash.slice(1));
    const target = (skip && named?.querySelector("textarea")) || named;
    if (!target) return;
    event.preventDefault();
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.focus({ preventScroll: true });
    show(target, skip ? "center" : "nearest");
  });

  // What is folded away would be missing on paper.
  window.addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll(".sources details")) folded.open = true;
  });

  // Gradio's own notices, which appear when the server is away or busy, know no Japanese.
  const NOTICES = [
    [/^Error\s*$/, "エラー"],
    [/^Warning\s*$/, "ご注意"],
    [/^Info\s*$/, "お知らせ"],
    [/^Connection to the server was lost/, "サーバーとの接続が切れました。つなぎ直しています。"],
    [/^Connection errored out/, "サーバーと通信できませんでした。もう一度お試しください。"],
    [/currently busy|^Queue is full/, "ただいま混み合っています。少し待ってから、もう一度お試しください。"],
  ];
  const translate = () => {
    for (const notice of document.querySelectorAll(".toast-title, .toast-message-text")) {
      const found = NOTICES.find(([pattern]) => pattern.test(notice.textContent.trim()));
      if (found && notice.textContent !== found[1]) notice.textContent = found[1];
    }
    for (const close of document.querySelectorAll(".toast-close")) {
      close.setAttribute("aria-label", "閉じる");
    }
  };

  // Gradio's columns cannot be given a role from Python.
  const name = () => {
    const composer = document.getElementById("composer");
    if (!composer) return false;
    composer.setAttribute("role", "form");
    composer.setAttribute("aria-label", "質問の入力");
    return true;
  };
  const watcher = new MutationObserver(() => {
    const box = document.querySelector("#question textarea");
    if (!name() || !box) return;
    watcher.disconnect();
    setTimeout(() => restore(box), 200); // Gradio must be listening
    const notices = document.querySelector(".toast-wrap");
    if (notices) new MutationObserver(translate).observe(notices, { childList: true, subtree: true });
  });
  watcher.observe(document, { childList: true, subtree: true });

  window.assistantPage = { changed, before };
})();
