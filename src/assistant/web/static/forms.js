"use strict";
// What forms do beyond being sent: a file that is too large is refused before it travels, and while
// one travels the form says so.
(() => {
  // As files/guard.py says it: to the byte where megabytes would not show that it is too much.
  const sizeOf = (chosen, limit) => {
    const megabytes = (chosen.size / 1048576).toFixed(1).replace(".0", "");
    return Number(megabytes) * 1048576 > limit
      ? `${megabytes} MB`
      : `${chosen.size.toLocaleString("ja-JP")}バイト`;
  };

  for (const form of document.querySelectorAll(".check-form, .manage-form")) {
    const file = form.querySelector("input[type=file]");
    const button = form.querySelector("button[type=submit]");
    const words = button?.textContent;

    const fits = () => {
      const limit = Number(form.dataset.limit);
      const large = [...(file?.files ?? [])].find((chosen) => chosen.size > limit);
      form.querySelector("[role=alert]")?.remove();
      if (!large) return true;
      const box = document.createElement("p");
      box.className = "complaint";
      box.setAttribute("role", "alert");
      box.textContent =
        `「${large.name}」は大きすぎます（${sizeOf(large, limit)}）。` +
        `${limit / 1048576} MBまでのファイルを選んでください。`;
      file.after(box);
      return false;
    };

    file?.addEventListener("change", fits);
    form.addEventListener("submit", (event) => {
      if (!fits()) {
        event.preventDefault();
        file.focus();
        return;
      }
      form.setAttribute("aria-busy", "true");
      if (file && button) button.textContent = "送っています…";
    });
    // The way back shows the page as it was left.
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      form.removeAttribute("aria-busy");
      if (button) button.textContent = words;
    });
  }
})();
