// What the dashboard adds to Vizro's pages: "All" in a filter excludes other values, links to downloads and other pages carry
// the filters, charts have names for screen readers, and the menu is open on laptops.
(() => {
  // The link "Open the page without filters" (address_check.py): the filters that this tab has stored are removed as well.
  if (new URLSearchParams(window.location.search).has("fresh")) {
    window.sessionStorage.clear();
    window.location.replace(window.location.pathname);
  }

  const ALL = "All";
  const chosen = new Map(); // what each filter had before

  // "All" excludes other values: choosing a value removes it, and choosing it removes the values.
  const allOrValues = (value, options, id) => {
    const before = chosen.get(id) || [ALL];
    chosen.set(id, value);
    if (!Array.isArray(value) || value.length < 2 || !value.includes(ALL)) return window.dash_clientside.no_update;
    const others = value.filter((item) => item !== ALL);
    const kept = before.includes(ALL) && others.length < options.length - 1 ? others : [ALL];
    chosen.set(id, kept);
    return kept;
  };

  // Months in From and To come before a period: choosing a period clears them, and choosing one of them drops the period.
  const OF_PERIOD = "period";
  const CHOSEN = "chosen";
  const unchanged = () => window.dash_clientside.no_update;
  const monthsOfPeriod = (period) => (period === CHOSEN ? [unchanged(), unchanged()] : [OF_PERIOD, OF_PERIOD]);
  const periodOfMonths = (first, last) => (first === OF_PERIOD && last === OF_PERIOD ? unchanged() : CHOSEN);
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    filters: { allOrValues, monthsOfPeriod, periodOfMonths },
  });

  // A chip takes its filter away.
  const setFilter = (name, value) => {
    window.dash_clientside.set_props(`${pageOf(window.location.pathname)}-${name}-choice`, { value });
  };
  document.addEventListener("click", (event) => {
    const chip = event.target.closest && event.target.closest("button.chip[data-filter]");
    if (!chip) return;
    const name = chip.dataset.filter;
    if (name !== "period") setFilter(name, [ALL]);
    else for (const [filter, value] of [["period", usualPeriod], ["first", OF_PERIOD], ["last", OF_PERIOD]]) setFilter(filter, value);
    document.querySelector("#page-title")?.focus(); // the chip goes away: the keyboard stays on the page
  });

  // A download has the figures that the page shows: its address carries the page's filters.
  const carryFilters = (event) => {
    const link = event.target.closest && event.target.closest('a[href*="/csv/"]');
    if (link) link.href = new URL(link.href).pathname + window.location.search;
  };
  for (const kind of ["mousedown", "click", "auxclick", "keydown", "contextmenu"]) {
    document.addEventListener(kind, carryFilters, true);
  }

  // The next page gets the filters of this one: their names in the address begin with the name of the page.
  const { homePage, filters, usualPeriod } = document.documentElement.dataset; // see app.py
  const FILTERS = filters.split(" ");
  const pageOf = (path) => path.replace(/\/$/, "").split("/").pop() || homePage;
  const nextAddress = (link) => {
    const here = new URLSearchParams(window.location.search);
    const there = new URLSearchParams();
    for (const name of FILTERS) {
      const value = here.get(`${pageOf(window.location.pathname)}-${name}`);
      if (value !== null) there.set(`${pageOf(link.pathname)}-${name}`, value);
    }
    return `${link.pathname}?${there}`;
  };
  const pageLink = (event) => event.target.closest && event.target.closest("#nav-bar a[href]");
  document.addEventListener("mousedown", (event) => {
    const link = pageLink(event);
    if (link) link.href = nextAddress(link); // for a new tab
  }, true);
  document.addEventListener("click", (event) => {
    const link = pageLink(event);
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    window.history.pushState({}, "", nextAddress(link));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // what a link of Dash does
  }, true);

  // Screen readers find the main part and the title, and name each filter, chart and download by its title.
  const nameParts = () => {
    document.querySelector("#right-side:not([role])")?.setAttribute("role", "main");
    const heading = document.querySelector("#page-title:not([role])");
    heading?.setAttribute("role", "heading");
    heading?.setAttribute("aria-level", "1");
    for (const button of document.querySelectorAll("button.dash-dropdown")) {
      const title = `${button.id}_title`;
      const names = button.getAttribute("aria-labelledby") || "";
      if (!names.startsWith(title) && document.getElementById(title)) {
        button.setAttribute("aria-labelledby", `${title} ${names}`);
      }
    }
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

  // Vizro closes the menu on screens of little height as well as on narrow ones; a laptop has the width for it.
  const openMenu = () => {
    const menu = document.querySelector("#collapse-left-side:not([data-seen])");
    const button = document.querySelector("#collapse-icon");
    if (!menu || !button) return;
    menu.setAttribute("data-seen", "");
    let tries = 30; // Vizro closes it as soon as Dash has made the page
    const open = () => {
      if (!menu.isConnected || tries-- === 0) return;
      if (menu.classList.contains("collapse") && !menu.classList.contains("show")) button.click();
      else setTimeout(open, 100);
    };
    if (window.innerWidth >= 1000 && window.innerHeight < 768) open();
  };

  new MutationObserver(() => {
    nameParts();
    openMenu();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
