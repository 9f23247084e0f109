/** `[data-roster]`: a `[data-person]` is dragged, or picked up with Enter, to another `[data-slot]`; the form is sent. */
interface Held {
  person: string;
  away: string;
  mark: HTMLElement;
}

let held: Held | null = null;

function pick(mark: HTMLElement): void {
  drop();
  held = { person: mark.dataset.person ?? "", away: mark.closest<HTMLElement>("[data-slot]")?.dataset.slot ?? "", mark };
  mark.setAttribute("aria-pressed", "true");
}

function drop(): void {
  held?.mark.removeAttribute("aria-pressed");
  held = null;
}

function put(cell: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>("#change-form");
  const to = cell.dataset.slot ?? "";
  if (!held || !form || to === held.away) return drop();
  const values: Record<string, string> = { person: held.person, away: held.away, to };
  for (const [name, value] of Object.entries(values)) (form.elements.namedItem(name) as HTMLSelectElement).value = value;
  form.requestSubmit();
}

function move(cell: HTMLElement, key: string): void {
  const row = cell.parentElement as HTMLTableRowElement;
  const column = Array.from(row.cells).indexOf(cell as HTMLTableCellElement);
  const next = key === "ArrowLeft" ? row.cells[column - 1] : key === "ArrowRight" ? row.cells[column + 1] : null;
  const other = (key === "ArrowUp" ? row.previousElementSibling : key === "ArrowDown" ? row.nextElementSibling : null) as HTMLTableRowElement | null;
  (next ?? other?.cells[column])?.focus();
}

export function changeRoster(): void {
  const within = (event: Event, selector: string): HTMLElement | null => {
    const found = (event.target as Element).closest<HTMLElement>(selector);
    return found?.closest("[data-roster]") ? found : null;
  };
  document.addEventListener("dragstart", (event) => {
    const mark = within(event, "[data-person]");
    if (mark) pick(mark);
  });
  document.addEventListener("dragover", (event) => {
    if (held && within(event, "[data-slot]")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const cell = within(event, "[data-slot]");
    if (held && cell) {
      event.preventDefault();
      put(cell);
    }
  });
  document.addEventListener("click", (event) => {
    const mark = within(event, "[data-person]");
    const cell = within(event, "[data-slot]");
    if (mark && !held) pick(mark);
    else if (cell && held) put(cell);
  });
  document.addEventListener("keydown", (event) => {
    const cell = within(event, "[data-slot]");
    if (event.key === "Escape") drop();
    else if (cell && event.target === cell && event.key.startsWith("Arrow")) {
      event.preventDefault();
      move(cell, event.key);
    } else if (cell && event.target === cell && event.key === "Enter" && held) put(cell);
  });
}
