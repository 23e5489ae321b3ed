// What the dashboard adds to Vizro's pages: "All" in a filter, filters in the addresses of downloads, names for charts, and a
// closed menu on small screens.
(() => {
  const ALL = "All";
  const chosen = new Map(); // what each filter had before

  // "All" stands alone: a value beside it takes it away, and it takes the values away when it is chosen after them.
  const tidy = (value, options, id) => {
    const before = chosen.get(id) || [ALL];
    chosen.set(id, value);
    if (!Array.isArray(value) || value.length < 2 || !value.includes(ALL)) return window.dash_clientside.no_update;
    const others = value.filter((item) => item !== ALL);
    const kept = before.includes(ALL) && others.length < options.length - 1 ? others : [ALL];
    chosen.set(id, kept);
    return kept;
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { filters: { tidy } });

  // A download is of what the page shows: its address carries the page's filters.
  const carryFilters = (event) => {
    const link = event.target.closest && event.target.closest('a[href*="/csv/"]');
    if (link) link.href = new URL(link.href).pathname + window.location.search;
  };
  for (const kind of ["mousedown", "click", "auxclick", "keydown", "contextmenu"]) {
    document.addEventListener(kind, carryFilters, true);
  }

  // "Reset all" is for all pages: Vizro resets the page's own controls, and would bring the others' old values back on their pages.
  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("#reset-button")) return;
    setTimeout(() => {
      const controls = JSON.parse(sessionStorage.getItem("vizro_controls_store") || "{}");
      for (const control of Object.values(controls)) control.currentValue = control.originalValue;
      window.dash_clientside.set_props("vizro_controls_store", { data: controls });
    }, 500);
  });

  // Screen readers name each chart and each download by its title.
  const nameParts = () => {
    for (const box of document.querySelectorAll(".figure-container:not([role])")) {
      const title = box.querySelector(".figure-title");
      if (!title) continue;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", title.textContent.trim());
      for (const link of box.querySelectorAll('a[href*="/csv/"]')) {
        link.setAttribute("aria-label", `Download CSV: ${title.textContent.trim()}`);
      }
    }
  };

  // On a small screen the filters would hide the page: they are opened by their button.
  const closeMenu = () => {
    const menu = document.querySelector("#collapse-left-side:not([data-seen])");
    const button = document.querySelector("#collapse-icon");
    if (!menu || !button) return;
    menu.setAttribute("data-seen", "");
    let tries = 20; // the button works as soon as Dash has made the page
    const close = () => {
      if (!menu.isConnected || !menu.classList.contains("show") || tries-- === 0) return;
      button.click();
      setTimeout(close, 200);
    };
    if (window.innerWidth <= 768) setTimeout(close, 200);
  };

  new MutationObserver(() => {
    nameParts();
    closeMenu();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
