// What the dashboard adds to Vizro's filters: "All" excludes other values, months exclude a period, chips take filters away, and
// links to downloads and other pages carry the filters.
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
  const monthsOfPeriod = (period, ...months) =>
    months.map((month) => (period === CHOSEN || month === OF_PERIOD ? unchanged() : OF_PERIOD));
  const periodOfMonths = (first, last, period) =>
    (first === OF_PERIOD && last === OF_PERIOD) || period === CHOSEN ? unchanged() : CHOSEN;
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

  // The next page gets the filters of this one.
  const { homePage, prefix, filters, usualPeriod } = document.documentElement.dataset; // see browser_facts.py
  const FILTERS = filters.split(" ");
  const pageOf = (path) => path.slice(prefix.length).replace(/\/$/, "").split("/").pop() || homePage;
  const nextAddress = (link) => {
    const here = new URLSearchParams(window.location.search);
    const there = new URLSearchParams();
    for (const name of FILTERS) for (const value of here.getAll(name)) there.append(name, value);
    const query = there.toString();
    return query ? `${link.pathname}?${query}` : link.pathname;
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
})();
