/** Fetch the chart library only for a page that has a chart, and keep the table behind it. */
import { fresh, words } from "../dom";

export function drawCharts(root: ParentNode): void {
  for (const figure of fresh<HTMLElement>(root, "figure[data-chart]", "charted")) {
    const table = figure.querySelector("table");
    if (!table?.tBodies[0]?.rows.length) continue;
    void import("../charts").then(({ draw }) => draw(figure, table, tuckAway(table)));
  }
}

/** Fold the table under "show the numbers", and give back the empty box for the picture above it. */
function tuckAway(table: HTMLTableElement): HTMLElement {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = words("numbers");
  const canvas = document.createElement("div");
  canvas.className = "chart-canvas";
  canvas.setAttribute("aria-hidden", "true");
  table.before(canvas, details);
  details.append(summary, table);
  return canvas;
}
