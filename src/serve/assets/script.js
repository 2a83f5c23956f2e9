// The result follows while typing, long pages are shortened to what is looked for, and unsaved figures are not lost by mistake.
// Every page works without this script.
"use strict";
(() => {
  for (const finder of document.querySelectorAll("[data-finder]")) {
    const [input, said] = [finder.querySelector("input"), finder.querySelector("[role=status]")];
    const all = [...document.querySelectorAll("[data-find]")];
    const groups = [...document.querySelectorAll("[data-group], details:has([data-find])")];
    const opened = new Set(groups.filter((group) => group.open));
    if (all.length < 8) continue;
    finder.hidden = false;
    const look = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter((word) => word);
      for (const one of all) one.hidden = !words.every((word) => one.dataset.find.toLowerCase().includes(word));
      for (const group of groups) {
        const found = !!group.querySelector("[data-find]:not([hidden])");
        group.hidden = words.length > 0 && !found;
        if (group.tagName === "DETAILS" && !group.dataset.find) group.open = words.length ? found : opened.has(group);
      }
      const count = all.filter((one) => !one.hidden).length;
      said.textContent = !words.length ? "" : count || input.dataset.none;
    };
    input.addEventListener("input", (event) => { event.stopPropagation(); look(); });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
  const form = document.getElementById("case");
  if (!form || !form.dataset.live || !window.fetch) return;
  const file = form.querySelector("#file");
  let timer = 0;
  let latest = null;
  let changed = false;

  const follow = async () => {
    if (latest) latest.abort();
    const mine = (latest = new AbortController());
    const shown = document.getElementById("live-result");
    if (shown) shown.classList.add("waiting");
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "other") fields.append(name, value);
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: fields, signal: mine.signal });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of fresh.body.querySelectorAll("[id]")) {
        const old = document.getElementById(part.id);
        if (old && (part.id === "live-result" || part.classList.contains("said")) && old.innerHTML !== part.innerHTML) old.replaceChildren(...part.childNodes);
      }
      for (const field of form.querySelectorAll(".field")) field.classList.toggle("wrong", !!field.querySelector(":scope > .said .error"));
    } catch (error) {
      if (error.name !== "AbortError") document.body.classList.add("offline");
    } finally {
      if (latest === mine && shown) shown.classList.remove("waiting");
    }
  };

  const soon = (delay) => { changed = true; clearTimeout(timer); timer = setTimeout(follow, delay); };
  if (!file && document.getElementById("live-result")) {
    form.addEventListener("input", () => soon(150));
    form.addEventListener("change", () => soon(0));
  }
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
