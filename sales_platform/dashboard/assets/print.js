// On paper (see print.css): the page keeps the width that it has on the screen and is made smaller as a whole, so that no chart is
// cut; a table that scrolls is printed with its first rows, and says how many more there are; the colours are light, whatever the theme.
(() => {
  const PAPER = 1040; // CSS pixels between the margins of A4, landscape
  const MOST_COLUMNS = 11; // more share the width equally, so that none is cut
  const MOST_ROWS = 40; // two sheets; a list of hundreds of rows is read as CSV
  const FIELD = "landed_"; // as in landed_fields.py
  const CHART = 0.78; // of its height on the screen, so that a page has room for the figures and the charts below them
  const SHORT = 18; // letters of a text that stays in one line
  const undo = [];

  // The texts of the first rows, by column; a column without any is not printed.
  const textsOf = (api) => {
    const columns = api.getAllDisplayedColumns().map((column) => ({
      column, id: column.getColId(), title: api.getDisplayNameForColumn(column, null), number: column.getColDef().type === "rightAligned", texts: [],
    }));
    let rows = 0;
    api.forEachNodeAfterFilterAndSort((rowNode) => {
      rows += 1;
      if (rows > MOST_ROWS) return;
      for (const { column, texts } of columns) texts.push(String(api.getCellValue({ rowNode, colKey: column, useFormatter: true }) ?? ""));
    });
    return { rows, columns: columns.filter(({ texts }) => texts.some(Boolean)) };
  };

  // The fields of landed rows of several feeds are too many for columns: each row has its own, by name.
  const withFieldsTogether = (columns) => {
    const fields = columns.filter(({ id }) => id.startsWith(FIELD));
    if (columns.length <= MOST_COLUMNS || !fields.length) return columns;
    const said = (row) => fields.filter(({ texts }) => texts[row]).map(({ title, texts }) => `${title}: ${texts[row]}`).join("; ");
    const together = { id: "fields", title: "As landed", texts: fields[0].texts.map((_, row) => said(row)) };
    const place = columns.indexOf(fields[0]);
    const others = (each) => !fields.includes(each);
    return [...columns.slice(0, place).filter(others), together, ...columns.slice(place).filter(others)];
  };

  const tableOf = (api) => {
    const found = textsOf(api);
    const columns = withFieldsTogether(found.columns);
    const table = document.createElement("table");
    table.className = columns.length > MOST_COLUMNS ? "print-table many" : "print-table";
    const head = table.createTHead().insertRow();
    for (const { title, number } of columns) {
      const cell = document.createElement("th");
      cell.textContent = title;
      if (number) cell.className = "number";
      head.append(cell);
    }
    const body = table.createTBody();
    for (let place = 0; place < Math.min(found.rows, MOST_ROWS); place += 1) {
      const row = body.insertRow();
      for (const { texts, number } of columns) {
        const cell = row.insertCell();
        cell.textContent = texts[place];
        cell.className = number ? "number" : texts.every((text) => text.length <= SHORT) ? "short" : "";
      }
    }
    if (found.rows > MOST_ROWS) {
      const more = table.createCaption();
      more.textContent = `The first ${MOST_ROWS} of ${found.rows.toLocaleString("en")} rows, as sorted on the page; all are in its CSV.`;
    }
    return table;
  };

  // A browser prints before a chart would have followed the height of its place.
  const lower = (chart, less) => {
    if (!window.Plotly || chart.offsetHeight < 2 * less) return;
    const { offsetWidth: width, offsetHeight: height } = chart;
    window.Plotly.relayout(chart, { width, height: height - less });
    undo.push(() => window.Plotly.relayout(chart, { width: null, height: null, autosize: true }));
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
      const less = Math.round(item.offsetHeight * (1 - CHART));
      item.style.setProperty("--print-height", `${item.offsetHeight - less}px`);
      item.classList.add("print-chart");
      lower(item.querySelector(".js-plotly-plot"), less);
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
