"use strict";
// What the form for checking a text does beyond sending it: refuses a file that is too large
// before it travels, says that it is being sent, and moves the focus with a mark.
(() => {
  const form = document.querySelector(".check-form");
  const file = form?.querySelector("input[type=file]");
  if (!form || !file) return;

  const complain = (words) => {
    document.getElementById("file-trouble")?.remove();
    if (!words) return;
    const box = document.createElement("p");
    box.id = "file-trouble";
    box.className = "complaint";
    box.setAttribute("role", "alert");
    box.textContent = words;
    file.after(box);
  };

  // As files/guard.py says it: to the byte where megabytes would not show that it is too much.
  const sizeOf = (chosen, limit) => {
    const megabytes = (chosen.size / 1048576).toFixed(1).replace(".0", "");
    return Number(megabytes) * 1048576 > limit
      ? `${megabytes} MB`
      : `${chosen.size.toLocaleString("ja-JP")}バイト`;
  };

  const fits = () => {
    const limit = Number(form.dataset.limit);
    const chosen = file.files[0];
    const large = Boolean(chosen && chosen.size > limit);
    complain(
      large
        ? `「${chosen.name}」は大きすぎます（${sizeOf(chosen, limit)}）。` +
            `${limit / 1048576} MBまでのファイルを選んでください。`
        : "",
    );
    return !large;
  };

  file.addEventListener("change", fits);
  form.addEventListener("submit", (event) => {
    if (!fits()) {
      event.preventDefault();
      file.focus();
      return;
    }
    form.setAttribute("aria-busy", "true");
    form.querySelector("button.primary").textContent = "送っています…";
  });
  // The way back shows the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    form.removeAttribute("aria-busy");
    form.querySelector("button.primary").textContent = "確かめる";
  });

  // The cards scroll beside the text: only as much moves as it takes to see mark and card.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.finding, .back-to-text a");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const filter = document.getElementById("only-wrong");
    if (filter && !target.checkVisibility()) filter.checked = false;
    target.focus({ preventScroll: true });
    const block = link.matches(".finding") ? "nearest" : "center";
    target.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block });
  });
})();
