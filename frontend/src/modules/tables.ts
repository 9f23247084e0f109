/** On a phone each row becomes a card whose cells carry their column's name (read by screen readers as well). */
import { fresh } from "../dom";

export function labelCells(root: ParentNode): void {
  for (const table of fresh<HTMLTableElement>(root, "table.as-cards", "labelled")) {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent?.trim() ?? "");
    for (const row of table.tBodies[0]?.rows ?? []) {
      [...row.cells].forEach((cell, column) => (cell.dataset["label"] ??= names[column] ?? ""));
    }
  }
}
