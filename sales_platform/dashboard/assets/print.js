// On paper (see print.css): the page keeps the width that it has on the screen and is made smaller as a whole, so that no chart is
// cut; a table that scrolls is printed with its first rows, and says how many more there are; the colours are light, whatever the theme.
(() => {
  const PAPER = 1040; // CSS pixels between the margins of A4, landscape
  const MOST_COLUMNS = 11; // more share the width equally, so that none is cut
  const MOST_ROWS = 40; // two sheets; a list of hundreds of rows is read as CSV
  const undo = [];

  const tableOf = (api) => {
    const columns = api.getAllDisplayedColumns();
    const table = document.createElement("table");
    table.className = columns.length > MOST_COLUMNS ? "print-table many" : "print-table";
    const head = table.createTHead().insertRow();
    for (const column of columns) {
      const cell = document.createElement("th");
      cell.textContent = api.getDisplayNameForColumn(column, null);
      head.append(cell);
    }
    const body = table.createTBody();
    let rows = 0;
    api.forEachNodeAfterFilterAndSort((rowNode) => {
      rows += 1;
      if (rows > MOST_ROWS) return;
      const row = body.insertRow();
      for (const column of columns) {
        const cell = row.insertCell();
        cell.textContent = api.getCellValue({ rowNode, colKey: column, useFormatter: true }) ?? "";
        if (column.getColDef().type === "rightAligned") cell.className = "number";
      }
    });
    if (rows > MOST_ROWS) {
      const more = table.createCaption();
      more.textContent = `The first ${MOST_ROWS} of ${rows.toLocaleString("en")} rows, as sorted on the page; all are in its CSV.`;
    }
    return table;
  };

  const before = () => {
    if (undo.length) return;
    const page = document.querySelector("#page-components");
    if (!page) return;
    const root = document.documentElement;
    const width = page.clientWidth;
    root.style.setProperty("--print-width", `${width}px`);
    root.style.setProperty("--print-zoom", String(Math.min(1, PAPER / width)));
    const theme = root.getAttribute("data-bs-theme");
    root.setAttribute("data-bs-theme", "light");
    undo.push(() => root.setAttribute("data-bs-theme", theme));
    for (const item of page.querySelectorAll(".grid-item:has(.js-plotly-plot)")) {
      item.style.setProperty("--print-height", `${item.offsetHeight}px`);
      item.classList.add("print-chart");
    }
    for (const grid of page.querySelectorAll(".table-container .ag-root-wrapper")) {
      const holder = grid.closest("[id^='__input_'], .ag-theme-vizro[id]");
      const api = holder && window.dash_ag_grid.getApi(holder.id);
      if (!api) continue;
      const table = tableOf(api);
      grid.closest(".table-container").append(table);
      undo.push(() => table.remove());
    }
  };
  const after = () => {
    while (undo.length) undo.pop()();
  };
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
})();
