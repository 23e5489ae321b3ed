// Addresses that people can read and write: ?from=2025-10&company=tiny. Vizro reads and writes them in a form of its own
// (overview-company=b64_...); they are translated before and after it does. Addresses in its form still open. Each choice is an entry
// in the browser's history, so that Back undoes it.
(() => {
  const { homePage, prefix, controls, selectors, filters } = document.documentElement.dataset; // see browser_facts.py
  const CONTROLS = JSON.parse(controls); // page -> control -> the value that it has when nothing is said
  const SELECTORS = JSON.parse(selectors); // page -> control -> the component that it is chosen with
  const FILTERS = filters.split(" ");
  const SHORT = { first: "from", last: "to" };
  const short = (name) => SHORT[name] || name;
  const currentPage = () => window.location.pathname.slice(prefix.length).replace(/\/$/, "").split("/").pop() || homePage;

  const valueOf = (texts, usual) => {
    if (Array.isArray(usual)) return texts.filter((text) => text !== "");
    return typeof usual === "number" ? Number(texts[0]) : texts[0];
  };
  const textsOf = (value) => {
    if (!Array.isArray(value)) return [value];
    return value.length ? value : [""];
  };

  // Months in From and To are no other period's.
  const PERIOD = "period";
  const CHOSEN = "chosen";
  const hasMonths = (params, page) => ["from", "to", `${page}-first`, `${page}-last`].some((name) => params.has(name));

  const toVizro = (page, params) => {
    if (hasMonths(params, page) && !params.has(PERIOD) && !params.has(`${page}-period`)) params.set(PERIOD, CHOSEN);
    for (const [name, usual] of Object.entries(CONTROLS[page] || {})) {
      const id = `${page}-${name}`;
      const texts = params.getAll(short(name));
      params.delete(short(name));
      if (params.has(id)) continue;
      // A filter that is not in the address is not chosen, whatever was chosen in this tab before.
      if (!texts.length && !FILTERS.includes(short(name))) continue;
      const value = texts.length ? valueOf(texts, usual) : usual;
      params.set(id, window.encodeUrlParams(new Map([[id, value]]), [id]).get(id));
    }
  };
  const toReadable = (page, params) => {
    for (const [name, usual] of Object.entries(CONTROLS[page] || {})) {
      const id = `${page}-${name}`;
      if (!params.has(id)) continue;
      const value = window.decodeUrlParams(params, [id]).get(id);
      if (value === undefined) continue;
      params.delete(id);
      if (JSON.stringify(value) === JSON.stringify(usual)) continue;
      for (const text of textsOf(value)) params.append(short(name), text);
    }
    if (hasMonths(params, page) && params.get(PERIOD) === CHOSEN) params.delete(PERIOD);
  };
  const translated = (translate) => {
    const params = new URLSearchParams(window.location.search);
    translate(currentPage(), params);
    const query = params.toString();
    return query ? `${window.location.pathname}?${query}` : window.location.pathname;
  };
  const rewrite = (translate) => window.history.replaceState(null, "", translated(translate));

  // Filters exclude one another one after the other (filters.js): what they have in between is no choice.
  const ALL = "All";
  const isBetween = (params) =>
    (params.has(PERIOD) && hasMonths(params)) ||
    Object.keys(CONTROLS[currentPage()] || {}).some((name) => params.getAll(short(name)).length > 1 && params.getAll(short(name)).includes(ALL));

  let entry = null; // the address that the current entry of the history has
  let restoring = true; // the filters get the values of the address one after the other, and nobody chooses them
  for (const kind of ["pointerdown", "keydown", "click"]) document.addEventListener(kind, () => (restoring = false), true);
  const keepInHistory = () => {
    const address = window.location.pathname + window.location.search;
    if (restoring || isBetween(new URLSearchParams(window.location.search)) || address === entry) return;
    window.history.replaceState(null, "", entry);
    window.history.pushState(null, "", address);
    entry = address;
  };

  // Dash does not see what changes within a page: the filters get the values that the address says, or those of no choice.
  window.addEventListener("popstate", (event) => {
    const page = currentPage();
    const usuals = CONTROLS[page];
    if (!usuals || !document.getElementById(SELECTORS[page][PERIOD])) return; // another page: Dash opens it
    event.stopImmediatePropagation();
    restoring = true;
    rewrite(toVizro);
    const params = new URLSearchParams(window.location.search);
    const values = window.decodeUrlParams(params, Object.keys(usuals).map((name) => `${page}-${name}`));
    rewrite(toReadable);
    entry = window.location.pathname + window.location.search;
    for (const [name, usual] of Object.entries(usuals)) {
      const value = values.has(`${page}-${name}`) ? values.get(`${page}-${name}`) : usual;
      window.dash_clientside.set_props(SELECTORS[page][name], { value });
    }
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    const vizro = window.dash_clientside.page;
    const synchronize = vizro.sync_url_query_params_and_controls;
    vizro.sync_url_query_params_and_controls = (...values) => {
      const opened = values[0] === undefined;
      rewrite(toVizro);
      try {
        return synchronize(...values);
      } finally {
        rewrite(toReadable);
        if (opened) {
          restoring = true;
          entry = window.location.pathname + window.location.search;
        } else keepInHistory();
        document.dispatchEvent(new CustomEvent("filters-changed"));
      }
    };
  });
})();
