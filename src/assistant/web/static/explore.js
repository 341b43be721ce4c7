"use strict";
// What the finished pages do beyond links and forms: a choice, a typed word or a new order shows
// its result without leaving the place, and a chart can be saved as a picture. Every state is an
// address, so that the browser's way back works and a page can be passed on.
(() => {
  let asked = 0;

  const complain = (words, part) => {
    const old = document.getElementById("trouble");
    if (old) old.remove();
    if (!words) return;
    const box = document.createElement("p");
    box.id = "trouble";
    box.className = "complaint";
    box.setAttribute("role", "alert");
    box.textContent = words;
    part.before(box);
  };

  const named = (element) =>
    element?.name ? { name: element.name, value: element.value } : { href: element?.dataset?.order };

  const again = (part, was) => {
    for (const element of part.querySelectorAll("input, a[data-order]")) {
      const now = named(element);
      const same = was.name
        ? now.name === was.name && now.value === was.value
        : was.href && now.href === was.href;
      if (same) return element.focus({ preventScroll: true });
    }
  };

  // Show the page at `address`, but only its part `id`: what was typed and focused stays.
  const show = async (address, id, { replace = false } = {}) => {
    const mine = ++asked;
    const part = document.getElementById(id);
    part.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return; // a newer one is on its way
      const focused = part.contains(document.activeElement) ? named(document.activeElement) : {};
      part.replaceWith(document.adoptNode(page.getElementById(id)));
      again(document.getElementById(id), focused);
      for (const link of page.querySelectorAll("[data-follow]")) {
        const here = document.getElementById(link.id);
        if (here) here.innerHTML = link.innerHTML; // escaped by the server that sent this page
      }
      history[replace ? "replaceState" : "pushState"]({ part: id }, "", address);
      complain("");
    } catch {
      if (mine === asked) {
        complain("サーバーと通信できませんでした。接続を確かめて、もう一度お試しください。", part);
      }
    } finally {
      document.getElementById(id)?.removeAttribute("aria-busy");
    }
  };

  const addressOf = (form) => {
    const chosen = new URLSearchParams(
      [...new FormData(form)].filter(([, value]) => value !== ""),
    );
    const address = new URL(form.action);
    address.search = chosen;
    return address;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-auto]");
    if (!form || event.target.type === "search") return;
    const address = addressOf(form);
    show(address, form.dataset.auto || address.hash.slice(1));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (!form) return;
    event.preventDefault();
    const address = addressOf(form);
    show(address, form.dataset.auto || address.hash.slice(1));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-order]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.href);
    show(address, address.hash.slice(1));
  });
  window.addEventListener("popstate", (event) => {
    if (event.state?.part || !location.hash) location.reload();
  });

  // Typing searches, but not while a kana-kanji conversion is open: that is half a word.
  let timer;
  const typed = (event) => {
    if (event.target.type !== "search" || event.isComposing) return;
    const form = event.target.closest("form[data-auto]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(addressOf(form), form.dataset.auto, { replace: true }), 120);
  };
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);

  // A chart as a picture: black on white, at twice its size, in the fonts of this reader.
  const save = async (button) => {
    const drawn = button.closest("figure").querySelector("svg");
    const copy = drawn.cloneNode(true);
    const [, , width, height] = drawn.getAttribute("viewBox").split(" ").map(Number);
    const title = 30;
    const paper = { "var(--ink)": "#000", "var(--bar)": "#bbb", "var(--rule-strong)": "#555" };
    let body = copy.innerHTML;
    for (const [name, colour] of Object.entries(paper)) body = body.replaceAll(name, colour);
    const font = getComputedStyle(drawn).fontFamily.replaceAll('"', "'");
    const name = button.dataset.png;
    const words = document.createElement("i");
    words.textContent = name;
    const markup =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * width}" height="${2 * (height + title)}" ` +
      `viewBox="0 ${-title} ${width} ${height + title}" font-family="${font}">` +
      `<rect y="${-title}" width="${width}" height="${height + title}" fill="#fff"/>` +
      `<text x="4" y="-12" font-size="13">${words.innerHTML}</text>${body}</svg>`;
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markup)}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * (height + title);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = `${name}.png`;
    link.click();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-png]");
    if (button) save(button).catch(() => complain("画像を保存できませんでした。", button));
  });
})();
