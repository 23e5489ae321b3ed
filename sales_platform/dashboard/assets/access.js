// What the dashboard adds for keyboards and screen readers: a link past the navigation, names for filters, charts, grids and
// downloads, charts as tables, the system's colours, and a menu that is open on laptops.
(() => {
  const set = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const nameMainParts = () => {
    const main = document.querySelector("#right-side");
    set(main, "role", "main");
    set(main, "tabindex", "-1");
    const heading = document.querySelector("#page-title");
    set(heading, "role", "heading");
    set(heading, "aria-level", "1");
    set(heading, "tabindex", "-1");
    set(document.querySelector("#nav-bar"), "aria-label", "Pages");
    const menu = document.querySelector("#collapse-left-side");
    const button = document.querySelector("#collapse-icon");
    set(button, "role", "button");
    set(button, "tabindex", "0");
    set(button, "aria-label", "Filters");
    set(button, "aria-controls", "collapse-left-side");
    if (menu) set(button, "aria-expanded", String(menu.classList.contains("show")));
  };

  const nameFilters = () => {
    // Dash hides these from screen readers, but not from the keyboard, which gets the button beside each instead.
    for (const hidden of document.querySelectorAll(".dash-dropdown-focus-target[aria-hidden]")) set(hidden, "tabindex", "-1");
    for (const button of document.querySelectorAll("button.dash-dropdown")) {
      set(button, "tabindex", "0");
      const title = `${button.id}_title`;
      const names = button.getAttribute("aria-labelledby") || "";
      if (!names.startsWith(title) && document.getElementById(title)) set(button, "aria-labelledby", `${title} ${names}`);
    }
  };

  // Bars have as much height as their names and texts need; all other charts that of their place on the page.
  const setHeight = (box, least) => {
    const place = box.closest(".grid-item");
    const height = least ? `${least}px` : "";
    if (place && place.style.minHeight !== height) place.style.minHeight = height;
  };

  const nameFigures = () => {
    for (const box of document.querySelectorAll(".figure-container")) {
      const title = box.querySelector(".figure-title")?.textContent.trim();
      if (!title) continue;
      set(box, "role", "group");
      set(box, "aria-label", title);
      set(box.querySelector('a[href*="/csv/"]'), "aria-label", `Download ${title} as CSV`);
      const table = box.querySelector('a[href*="/table/"]');
      set(table, "role", "button");
      set(table, "aria-label", `Show ${title} as ${box.classList.contains("as-table") ? "chart" : "table"}`);
      const chart = box.querySelector(".js-plotly-plot");
      const { summary, leastHeight } = chart?.layout?.meta || {}; // see pieces.py
      box.classList.toggle("only-words", Boolean(chart?.data && chart.data.length === 0));
      if (chart?.data) setHeight(box, leastHeight);
      set(chart, "role", "img");
      set(chart, "aria-label", summary ? `${title}. ${summary}` : title);
      set(box.querySelector(".ag-root"), "aria-label", title);
    }
  };

  // "Show as table" puts the figures of a chart in its place.
  const fillTable = async (box, link) => {
    const answer = await fetch(new URL(link.href).pathname + window.location.search);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = box.querySelector(".chart-table");
    if (place) place.replaceChildren(...found.body.childNodes);
  };
  const toggleTable = (box, link) => {
    const shown = box.querySelector(".chart-table");
    if (shown) {
      shown.remove();
    } else {
      const place = document.createElement("div");
      place.className = "chart-table";
      place.tabIndex = 0;
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", box.getAttribute("aria-label"));
      link.closest(".figure-footer").before(place);
      fillTable(box, link);
    }
    box.classList.toggle("as-table", !shown);
    link.firstChild.nodeValue = shown ? "Show as table" : "Show as chart";
    nameFigures();
    if (shown) window.dispatchEvent(new Event("resize")); // Plotly draws the chart in the size of its place
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('.figure-container a[href*="/table/"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggleTable(link.closest(".figure-container"), link);
  });
  document.addEventListener("filters-changed", () => {
    for (const box of document.querySelectorAll(".figure-container.as-table")) {
      fillTable(box, box.querySelector('a[href*="/table/"]'));
    }
  });

  // What is typed while the list of a filter is open goes to its search, wherever in the list the focus is.
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest && event.target.closest(".dash-dropdown-content");
    const search = list && list.querySelector("input.dash-dropdown-search");
    const typed = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (search && typed && event.target !== search) search.focus(); // the letter arrives there
  });

  // What looks like a button acts like one.
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest && event.target.closest('#collapse-icon, a[href*="/table/"][role=button]');
    if (!button || (event.key !== " " && event.key !== "Enter")) return;
    event.preventDefault();
    button.click();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#collapse-icon")) setTimeout(nameMainParts, 500); // after its animation
    if (!event.target.closest || !event.target.closest("a.skip-link")) return;
    event.preventDefault(); // an address with a fragment would be another page to Dash
    document.querySelector("#right-side")?.focus();
  });

  // The first page of a tab has the colours that the system prefers; the button changes them.
  const followSystem = () => {
    const toggle = document.querySelector("#theme-toggle:not([data-seen])");
    if (!toggle) return;
    toggle.setAttribute("data-seen", "");
    const chosen = window.sessionStorage.getItem("sales-theme-seen");
    window.sessionStorage.setItem("sales-theme-seen", "1");
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    if (!chosen && dark && document.documentElement.getAttribute("data-bs-theme") !== "dark") setTimeout(() => toggle.click());
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
    nameMainParts();
    nameFilters();
    nameFigures();
    openMenu();
    followSystem();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
