// Going deeper: a click on a bar, a point, a legend or a row filters the page or opens another one (deeper.py says which). With the
// keyboard: each chart has its points as links, the first one reached with Tab and the others with the arrows; Enter does the same.
(() => {
  const { homePage, prefix, controls, filters } = document.documentElement.dataset; // see browser_facts.py
  const CONTROLS = JSON.parse(controls);
  const FILTERS = filters.split(" ");
  const SHORT = { first: "from", last: "to" };
  const currentPage = () => window.location.pathname.slice(prefix.length).replace(/\/$/, "").split("/").pop() || homePage;
  const deeperOf = (chart) => chart.layout?.meta?.deeper;

  const plain = (text) => {
    const spaced = String(text).replace(/<br\s*\/?>/g, ", ").replace(/<[^>]*>/g, "");
    return new DOMParser().parseFromString(spaced, "text/html").body.textContent;
  };
  const wordsOf = (trace, point) => {
    if (trace.type === "treemap") return plain(`${trace.labels[point]}: ${trace.text[point]}`);
    const said = (trace.customdata || trace.text || [])[point];
    return plain(Array.isArray(said) ? said[1] : said);
  };

  // The page's controls, or those of another page, that values belong to.
  const inAddress = (page) => (page === homePage ? "" : page);
  const setControls = (values, stay) => {
    const page = currentPage();
    for (const [name, value] of Object.entries(values)) {
      const several = Array.isArray((CONTROLS[page] || {})[name]);
      window.dash_clientside.set_props(`${page}-${name}-choice`, { value: several ? [value] : value });
    }
    if (!stay) document.querySelector("#page-title")?.focus({ preventScroll: true }); // what was clicked may go away
  };
  const addressWith = (page, values) => {
    const here = new URLSearchParams(window.location.search);
    const there = new URLSearchParams();
    const set = new Set(Object.keys(values).map((name) => SHORT[name] || name));
    for (const name of FILTERS) if (!set.has(name)) for (const value of here.getAll(name)) there.append(name, value);
    for (const [name, value] of Object.entries(values)) there.append(SHORT[name] || name, value);
    return `${prefix}/${page}?${there}`;
  };
  const open = (address) => {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // what a link of Dash does
    window.scrollTo(0, 0);
  };
  const carrying = (link) => {
    const asked = Object.fromEntries(new URL(link.href).searchParams);
    return addressWith(link.pathname.slice(prefix.length + 1), asked);
  };

  const valuesAt = (source, ...places) => {
    const found = {};
    for (const [name, listed] of Object.entries(source || {})) {
      const value = places.reduce((values, place) => values?.[place], listed);
      if (value !== undefined && value !== null) found[name] = value;
    }
    return Object.keys(found).length ? found : null;
  };
  const go = (deeper, values) => {
    if (!values) return;
    if (deeper.page) open(addressWith(deeper.page, values));
    else setControls(values);
  };

  const bind = (chart) => {
    if (chart.dataset.deeper || !chart.on) return;
    chart.dataset.deeper = "bound";
    const onPoint = (event) => {
      const deeper = deeperOf(chart);
      const point = event.points?.[0];
      if (!deeper || !point) return true;
      go(deeper, valuesAt(deeper.set, point.curveNumber, point.pointNumber ?? point.pointIndex));
      return false;
    };
    const onLegend = (event) => {
      const deeper = deeperOf(chart);
      if (!deeper?.legend) return true;
      setControls(valuesAt(deeper.legend, event.curveNumber) || {});
      return false;
    };
    chart.on("plotly_click", (event) => (event.points?.[0]?.data?.type === "treemap" ? undefined : onPoint(event)));
    chart.on("plotly_treemapclick", onPoint);
    chart.on("plotly_legendclick", onLegend);
    chart.on("plotly_legenddoubleclick", () => !deeperOf(chart)?.legend);
  };

  // The links of a chart.
  const linksOf = (chart, deeper) => {
    if (deeper.only) return [{ words: deeper.words, values: deeper.only }];
    const traces = chart.data || [];
    const links = [];
    traces.forEach((trace, curve) => {
      const count = Math.max(0, ...Object.values(deeper.set).map((each) => each[curve]?.length || 0));
      for (let point = 0; point < count; point += 1) {
        const values = valuesAt(deeper.set, curve, point);
        if (values) links.push({ words: wordsOf(trace, point), values, curve, point });
      }
    });
    traces.forEach((trace, curve) => {
      const ofLegend = valuesAt(deeper.legend, curve);
      if (ofLegend && trace.showlegend !== false) links.push({ words: `${plain(trace.name)}: all of it`, values: ofLegend, here: true });
    });
    return links;
  };
  const linkFor = (chart, deeper, found, place) => {
    const link = document.createElement("a");
    link.href = addressWith(inAddress(deeper.page && !found.here ? deeper.page : currentPage()), found.values);
    link.className = "chart-point";
    link.tabIndex = place ? -1 : 0;
    link.textContent = found.words;
    if (!deeper.only) {
      const what = document.createElement("span");
      what.textContent = ` Enter: ${found.here ? "only this" : deeper.what}`;
      link.append(what);
    }
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (found.here || deeper.only) setControls(found.values);
      else go(deeper, found.values);
    });
    link.addEventListener("focus", () => {
      try {
        if (found.curve !== undefined) window.Plotly.Fx.hover(chart, [{ curveNumber: found.curve, pointNumber: found.point }]);
      } catch {
        // not every kind of chart can be pointed at
      }
    });
    return link;
  };
  const listPoints = (box, chart) => {
    const deeper = deeperOf(chart);
    const listed = box.querySelector(".chart-points");
    if (listed ? listed.deeper === deeper && listed.search === window.location.search : !deeper) return;
    const focused = listed?.contains(document.activeElement);
    listed?.remove();
    box.classList.toggle("goes-deeper", Boolean(deeper && !deeper.only));
    if (!deeper) return;
    const place = document.createElement("div");
    place.className = deeper.only ? "chart-points shown" : "chart-points";
    Object.assign(place, { deeper, search: window.location.search });
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", `Go deeper: ${box.querySelector(".figure-title")?.textContent.trim() || ""}`);
    place.append(...linksOf(chart, deeper).map((found, number) => linkFor(chart, deeper, found, number)));
    box.querySelector(".dash-graph")?.after(place);
    if (focused) place.querySelector("a")?.focus();
  };

  const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.(".chart-point");
    if (!link) return;
    const links = [...link.parentElement.children];
    const ends = { Home: 0, End: links.length - 1 };
    const next = event.key in ends ? ends[event.key] : links.indexOf(link) + (MOVES[event.key] || 0);
    if (!(event.key in MOVES || event.key in ends) || !links[next]) return;
    event.preventDefault();
    link.tabIndex = -1;
    links[next].tabIndex = 0;
    links[next].focus();
  });

  // Enter on a cell does what a click on its row does.
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.(".ag-cell");
    if (!cell || event.key !== "Enter") return;
    const link = cell.closest(".ag-row").querySelector("a.deeper");
    (link || cell).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  });
  document.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a.deeper") || event.target.closest?.(".ag-row")?.querySelector("a.deeper");
    if (!link || (event.target !== link && String(window.getSelection()))) return;
    event.preventDefault();
    if (link.dataset.sets) setControls(JSON.parse(link.dataset.sets), true);
    else open(carrying(link));
  });

  // Tab leaves a grid, in which the arrows lead from cell to cell.
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.leaveGrid = () => false;

  // The cell of a table that has a link.
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  cells.DeeperLink = ({ data, value, valueFormatted }) => {
    const text = valueFormatted || value;
    if (!data.goes && !data.sets) return text;
    const href = data.goes || addressWith(inAddress(currentPage()), data.sets);
    const sets = data.sets ? { "data-sets": JSON.stringify(data.sets) } : {};
    return window.React.createElement("a", { href, className: "deeper", tabIndex: -1, ...sets }, text);
  };

  const look = () => {
    for (const box of document.querySelectorAll(".figure-container")) {
      const chart = box.querySelector(".js-plotly-plot");
      if (!chart) continue;
      bind(chart);
      listPoints(box, chart);
    }
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("filters-changed", look);
})();
