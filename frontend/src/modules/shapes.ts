/** Shares and small curves: sizes are data, and the style policy forbids style attributes in markup. */
import { fresh } from "../dom";

const WIDTH = 120;
const HEIGHT = 34;
const MARGIN = 3;

export function drawShapes(root: ParentNode): void {
  for (const part of fresh<HTMLElement>(root, "[data-share]", "drawn")) {
    part.style.flexGrow = part.dataset["share"] ?? "0";
  }
  for (const spark of fresh<SVGSVGElement>(root, "svg[data-points]", "drawn")) draw(spark);
}

function draw(spark: SVGSVGElement): void {
  const values = (spark.dataset["points"] ?? "").split(",").map(Number).filter(Number.isFinite);
  if (values.length < 2) return;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", curve(values));
  path.setAttribute("vector-effect", "non-scaling-stroke");
  spark.append(path);
}

function curve(values: number[]): string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const point = (value: number, place: number): string => {
    const x = (place / (values.length - 1)) * WIDTH;
    const y = HEIGHT - MARGIN - ((value - least) / span) * (HEIGHT - 2 * MARGIN);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return `M${values.map(point).join("L")}`;
}
