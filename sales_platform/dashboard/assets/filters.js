// What the dashboard adds to Vizro's pages: names for charts, filters in the addresses of downloads, and "All" in a filter.
(() => {
  // A download is of what the page shows: its address carries the page's filters.
  const carryFilters = (event) => {
    const link = event.target.closest && event.target.closest('a[href^="/csv/"]');
    if (link) link.href = new URL(link.href).pathname + window.location.search;
  };
  for (const kind of ["mousedown", "click", "auxclick", "keydown", "contextmenu"]) {
    document.addEventListener(kind, carryFilters, true);
  }

  // Screen readers name each chart by its title.
  const nameCharts = () => {
    for (const box of document.querySelectorAll(".figure-container:not([role])")) {
      const title = box.querySelector(".figure-title");
      if (!title) continue;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", title.textContent.trim());
    }
    for (const link of document.querySelectorAll('a[href^="/csv/"]:not([aria-label])')) {
      const box = link.closest(".figure-container");
      if (box) link.setAttribute("aria-label", `Download CSV: ${box.getAttribute("aria-label") || ""}`);
    }
  };
  new MutationObserver(nameCharts).observe(document.documentElement, { childList: true, subtree: true });
})();
