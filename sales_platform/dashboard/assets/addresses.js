// Addresses that people can read and write: ?from=2025-10&company=tiny. Vizro reads and writes them in a form of its own
// (overview-company=b64_...); they are translated before and after it does. Addresses in its form still open.
(() => {
  const { homePage, prefix, controls, filters } = document.documentElement.dataset; // see browser_facts.py
  const CONTROLS = JSON.parse(controls); // page -> control -> the value that it has when nothing is said
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
  const rewrite = (translate) => {
    const params = new URLSearchParams(window.location.search);
    translate(currentPage(), params);
    const query = params.toString();
    window.history.replaceState(null, "", query ? `${window.location.pathname}?${query}` : window.location.pathname);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const vizro = window.dash_clientside.page;
    const synchronize = vizro.sync_url_query_params_and_controls;
    vizro.sync_url_query_params_and_controls = (...values) => {
      rewrite(toVizro);
      try {
        return synchronize(...values);
      } finally {
        rewrite(toReadable);
        document.dispatchEvent(new CustomEvent("filters-changed"));
      }
    };
  });
})();
