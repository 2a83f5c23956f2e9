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
  const unsaved = form.querySelector("[name=unsaved]");
  const spoken = document.getElementById("live-said");
  let timer = 0;
  let latest = null;
  let unfolded = [];
  let changed = unsaved.value === "1";
  let leaving = false;

  const show = (fresh) => {
    for (const part of fresh.body.querySelectorAll("[id]")) {
      const old = document.getElementById(part.id);
      if (old && (part.id === "live-result" || part.classList.contains("said")) && old.innerHTML !== part.innerHTML) {
        // What is unfolded stays so, also when there is no result for a while.
        const before = [...old.querySelectorAll("details")];
        if (before.length) unfolded = before.map((one) => one.open);
        old.replaceChildren(...part.childNodes);
        old.querySelectorAll("details").forEach((one, at) => { one.open ||= !!unfolded[at]; });
      }
    }
    for (const field of form.querySelectorAll(".field")) {
      const wrong = !!field.querySelector(":scope > .said .error");
      field.classList.toggle("wrong", wrong);
      for (const one of field.querySelectorAll("input, select, textarea")) {
        if (wrong) one.setAttribute("aria-invalid", "true"); else one.removeAttribute("aria-invalid");
      }
    }
    // A screen reader hears the heading and the sum, and not the whole of it after every pause.
    const heard = [...document.querySelectorAll("#live-result h2, #live-result .sum, #live-result .error")].map((one) => one.textContent.trim()).join(" ");
    if (spoken && spoken.textContent !== heard) spoken.textContent = heard;
  };

  // A figure that does not belong to what is in the fields is not left standing.
  const stale = () => {
    const shown = document.getElementById("live-result");
    const said = document.createElement("p");
    said.className = "stale";
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.stale;
    if (shown) shown.replaceChildren(said);
  };

  const follow = async () => {
    if (latest) latest.abort();
    const mine = (latest = new AbortController());
    const shown = document.getElementById("live-result");
    if (shown) shown.classList.add("waiting");
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "other") fields.append(name, value);
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: fields, signal: mine.signal });
      if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      else stale();
    } catch (error) {
      if (error.name !== "AbortError") stale();
    } finally {
      if (latest === mine && shown) shown.classList.remove("waiting");
    }
  };

  const change = () => { changed = true; unsaved.value = "1"; };
  const soon = (delay) => { clearTimeout(timer); timer = setTimeout(follow, delay); };
  form.addEventListener("input", change);
  form.addEventListener("change", (event) => { if (event.target.type !== "file") change(); });
  if (!file && document.getElementById("live-result")) {
    form.addEventListener("input", () => soon(150));
    form.addEventListener("change", () => soon(0));
  }
  form.addEventListener("submit", (event) => {
    const address = event.submitter && event.submitter.formAction || "";
    if (address.includes("/save/")) {
      // The page stays. Only the case itself, when it is saved, is saved.
      leaving = true;
      setTimeout(() => { leaving = false; }, 2000);
      if (address.endsWith("/save/case")) { changed = false; setTimeout(() => { unsaved.value = ""; }, 0); }
    } else leaving = true;
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
  // On paper nothing is folded.
  const folded = [];
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("main .caveats details:not([open]), main .chart details:not([open])")) { one.open = true; folded.push(one); }
  });
  window.addEventListener("afterprint", () => { while (folded.length) folded.pop().open = false; });
})();
