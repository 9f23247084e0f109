/** Lines and bars from a table: first column the labels, each further column a series. Own chunk: imports no sibling. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/* Told apart in grey as well: each series has its own mark and its own dash. */
const TOKENS = ["--act", "--ok", "--due", "--past", "--ink2"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 2]] as const;
const MARKS = ["circle", "rect", "triangle", "diamond", "emptyCircle"];

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const text = (cell: Element | undefined): string => cell?.textContent?.trim() ?? "";

/** A cell that holds no number ("—") stays a gap: silence is not zero. */
function value(cell: HTMLTableCellElement | undefined): number | null {
  const written = cell?.dataset["value"] ?? text(cell).replace(/[,\s%]/g, "");
  return written === "" || Number.isNaN(Number(written)) ? null : Number(written);
}

export function draw(figure: HTMLElement, table: HTMLTableElement, canvas: HTMLElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const kind = figure.dataset["chart"] === "bar" ? "bar" : "line";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = init(canvas);
  chart.setOption({
    animation: !still,
    color: TOKENS.map(token),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("--ink2") },
    grid: { left: 8, right: 16, top: heads.length > 2 ? 40 : 16, bottom: 8, containLabel: true },
    legend: heads.length > 2 ? { type: "scroll", top: 4, icon: "roundRect" } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: rows.map((row) => text(row.cells[0])), boundaryGap: kind === "bar" },
    yAxis: { type: "value", splitLine: { lineStyle: { color: token("--line") } } },
    series: heads.slice(1).map((head, at) => ({
      name: text(head),
      type: kind,
      data: rows.map((row) => value(row.cells[at + 1])),
      symbol: MARKS[at % MARKS.length],
      symbolSize: 7,
      barMaxWidth: 28,
      lineStyle: { width: 2, type: DASHES[at % DASHES.length] },
    })),
  } as Parameters<typeof chart.setOption>[0]);
  new ResizeObserver(() => chart.resize()).observe(canvas);
}
