"use strict";
// A mark in the checked text and its card lead to each other: only as much moves as it takes to
// see both, for the cards scroll beside the text.
(() => {
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
