"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  // The theme: what the system says, until the reader says otherwise.
  const themes = ["auto", "light", "dark"];
  const toggle = document.getElementById("theme");
  const remember = (theme) => {
    try {
      localStorage.setItem("dtnlint-theme", theme);
    } catch {
      // A page from a file may be allowed to keep nothing.
    }
  };
  const remembered = () => {
    try {
      return localStorage.getItem("dtnlint-theme");
    } catch {
      return null;
    }
  };
  const wear = (theme) => {
    root.dataset.theme = theme;
    toggle.querySelector("span").textContent = theme;
  };
  wear(themes.includes(remembered()) ? remembered() : "auto");
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
    wear(next);
    remember(next);
  });

  // A drawing that is wider than the screen is seen from its middle, where it begins.
  for (const figure of all("figure")) {
    figure.scrollLeft = (figure.scrollWidth - figure.clientWidth) / 2;
  }

  // The filters.
  const form = document.getElementById("filters");
  const findings = all(".finding").map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    consumers: element.dataset.consumers.split(" "),
  }));
  const apply = () => {
    const wanted = new FormData(form);
    const impacts = wanted.getAll("impact");
    const words = wanted.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    const touched = new Set();
    let shown = 0;
    let possible = 0;
    for (const { element, text, consumers } of findings) {
      const aside = "aside" in element.dataset;
      const fits =
        (!aside || wanted.has("aside")) &&
        (!wanted.get("rule") || wanted.get("rule") === element.dataset.rule) &&
        (!wanted.get("consumer") || consumers.includes(wanted.get("consumer"))) &&
        (impacts.includes(element.dataset.impact) || (aside && wanted.has("aside"))) &&
        words.every((word) => text.includes(word));
      element.hidden = !fits;
      shown += fits;
      if (fits) consumers.forEach((consumer) => touched.add(consumer));
      possible += !aside || wanted.has("aside");
    }
    const narrowed = Boolean(wanted.get("rule")) || words.length > 0;
    for (const element of all(".consumer")) {
      const consumer = element.dataset.consumer;
      const title = element.querySelector("summary").textContent.toLowerCase();
      const named = !wanted.get("rule") && words.every((word) => title.includes(word));
      element.hidden =
        (Boolean(wanted.get("consumer")) && wanted.get("consumer") !== consumer) ||
        (narrowed && !touched.has(consumer) && !named);
    }
    form.querySelector("output").textContent = `${shown} of ${possible} findings shown`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();

  // What a link leads to shall not end up under the filters.
  const clear = () => {
    const sticky = getComputedStyle(form).position === "sticky";
    root.style.scrollPaddingTop = sticky ? `${form.offsetHeight + 12}px` : "";
  };
  addEventListener("resize", clear);
  clear();

  // A link leads to its target even where that is folded or filtered away.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden) {
      form.reset();
      if ("aside" in target.dataset) form.elements.aside.checked = true;
      apply();
    }
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.querySelector("summary").focus({ preventScroll: true });
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    // Following a link to where the page already is changes nothing, so nothing would be told.
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  reveal();

  // Folding.
  const buttons = document.getElementById("unfold");
  if (buttons) {
    buttons.hidden = false;
    buttons.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) for (const { element } of findings) element.open = Boolean(button.value);
    });
  }

  // Paper cannot be unfolded: findings are shown whole, consumers by their verdicts' numbers.
  let turned = [];
  addEventListener("beforeprint", () => {
    turned = [...all(".finding:not([open])"), ...all(".consumer[open]")];
    for (const element of turned) element.open = !element.open;
  });
  addEventListener("afterprint", () => {
    for (const element of turned) element.open = !element.open;
  });
})();
