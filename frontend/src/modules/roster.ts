/**
 * `[data-roster]` holds `[data-to]` cells: whoever is picked up (`button[name=held]`; mouse, or Enter on his cell) is put
 * on one by drag, click or Enter (on a name, or Shift+Enter: the two exchange), and `#change-form` is sent. `data-roster` answers which cells would break a rule;
 * `data-target` is the form's field for a cell, `data-fine` what is said of a cell where nothing breaks. Ctrl+Z sends `#undo`.
 */
import { typing } from "../dom";

let mark: HTMLButtonElement | null = null;
let breaks: Record<string, string> = {};
let over: HTMLElement | null = null; // the cell that was told of last: told of again once it is known what breaks

const grid = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-roster]");
const form = (): HTMLFormElement | null => document.querySelector<HTMLFormElement>("#change-form");
const cells = (): HTMLElement[] => Array.from(document.querySelectorAll<HTMLElement>("[data-roster] [data-to]"));

function say(text: string): void {
  const told = document.querySelector("#holding");
  if (told) told.textContent = text;
}

function name(): string {
  const row = mark?.closest("tr")?.querySelector("th")?.textContent?.trim() ?? "";
  return `${mark?.textContent?.trim() ?? ""} ${row}`.trim();
}

function pick(button: HTMLButtonElement): void {
  drop();
  const held = form();
  if (!held) return;
  mark = button;
  mark.setAttribute("aria-pressed", "true");
  held.hidden = false;
  held.querySelector<HTMLInputElement>("input[name=held]")!.value = mark.value;
  held.querySelector<HTMLElement>("#take-off")!.hidden = mark.value.endsWith(" ");
  grid()?.querySelector("table")?.classList.add("is-holding");
  say(name());
  void judge(mark);
}

async function judge(button: HTMLButtonElement): Promise<void> {
  const asked = new URLSearchParams(location.search);
  asked.set("held", button.value);
  const answer = await fetch(`${grid()?.dataset.roster}?${asked}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || mark !== button) return;
  breaks = ((await answer.json()) as { breaks: Record<string, string> }).breaks;
  for (const cell of cells()) {
    const why = breaks[cell.dataset.to ?? ""];
    cell.classList.toggle("would-break", Boolean(why));
    if (why) cell.title = why;
  }
  if (over) tell(over);
}

function drop(): void {
  mark?.removeAttribute("aria-pressed");
  mark = over = null;
  breaks = {};
  const held = form();
  if (held) held.hidden = true;
  grid()?.querySelector("table")?.classList.remove("is-holding");
  for (const cell of cells()) {
    cell.classList.remove("would-break");
    cell.removeAttribute("title");
  }
}

/** Say what putting whoever is held on a cell would break. */
function tell(cell: HTMLElement): void {
  over = cell;
  const to = cell.dataset.to;
  if (mark && to) say(`${name()} → ${breaks[to] ?? grid()?.dataset.fine ?? ""}`);
}

function send(values: Record<string, string>): void {
  const held = form();
  if (!held) return;
  for (const field of ["to", "other"]) {
    held.querySelector<HTMLInputElement>(`input[name=${field}]`)!.value = values[field] ?? "";
  }
  held.requestSubmit();
}

/** Put whoever is held on a cell; on somebody's name in it (posts): the two exchange. */
function put(cell: HTMLElement, on: Element | null = null): void {
  const to = cell.dataset.to ?? "";
  if (mark && cell.contains(mark)) return drop();
  const target = grid()?.dataset.target ?? "to";
  const other = on?.closest<HTMLButtonElement>("button[name=held]")?.value.split(" ")[0];
  send(target === "to" && other ? { to, other } : { [target]: to });
}

function move(cell: HTMLElement, key: string): void {
  const row = cell.parentElement as HTMLTableRowElement;
  const column = Array.from(row.cells).indexOf(cell as HTMLTableCellElement);
  const beside = row.cells[column + (key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0)];
  const other = key === "ArrowUp" ? row.previousElementSibling : key === "ArrowDown" ? row.nextElementSibling : null;
  focus(other ? (other as HTMLTableRowElement).cells[column] : beside);
}

function focus(cell: HTMLElement | undefined): void {
  if (!cell?.dataset.to) return;
  for (const one of cells()) one.tabIndex = one === cell ? 0 : -1;
  cell.focus();
  tell(cell);
}

function press(cell: HTMLElement, exchange: boolean): void {
  if (mark) return put(cell, exchange ? cell.querySelector("button[name=held]") : null);
  const held = cell.querySelectorAll<HTMLButtonElement>("button[name=held]");
  if (held[0]) pick(held[0]);
}

/** With somebody held who stands in a cell with others, the next of them is picked up. */
function turn(cell: HTMLElement): void {
  const held = Array.from(cell.querySelectorAll<HTMLButtonElement>("button[name=held]"));
  const next = held[(held.indexOf(mark as HTMLButtonElement) + 1) % Math.max(held.length, 1)];
  if (next) pick(next);
}

function keyed(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing(event.target)) {
    event.preventDefault();
    return document.querySelector<HTMLFormElement>("#undo")?.requestSubmit();
  }
  if (event.key === "Escape" && mark) {
    const cell = mark.closest<HTMLElement>("[data-to]");
    drop();
    focus(cell ?? undefined);
  }
  const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-roster] [data-to]");
  if (!cell || (event.target !== cell && ["Enter", " "].includes(event.key))) return;
  const does: Record<string, () => void> = {
    Enter: () => press(cell, event.shiftKey),
    " ": () => turn(cell),
    Delete: () => mark && send({}),
  };
  const action = event.key.startsWith("Arrow") ? () => move(cell, event.key) : does[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

export function changeRoster(): void {
  if (!grid()) return;
  const target = (event: Event): HTMLElement | null => (event.target as Element).closest<HTMLElement>("[data-roster] [data-to]");
  const changed = document.getElementById(location.hash.slice(1)); // a shift's cell, or a person's row
  const here = cells().find((cell) => changed?.contains(cell));
  if (here) focus(here);
  else for (const cell of cells().slice(0, 1)) cell.tabIndex = 0;
  document.addEventListener("dragstart", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name=held]");
    if (button) pick(button);
  });
  document.addEventListener("dragover", (event) => {
    const cell = target(event);
    if (mark && cell) {
      event.preventDefault();
      tell(cell);
    }
  });
  document.addEventListener("drop", (event) => {
    const cell = target(event);
    if (mark && cell) {
      event.preventDefault();
      put(cell, event.target as Element);
    }
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name=held]");
    const cell = target(event);
    if (button && !mark) {
      event.preventDefault();
      pick(button);
    } else if (cell && mark) {
      event.preventDefault();
      put(cell, event.target as Element);
    } else if ((event.target as Element).closest("#put-down") && mark) {
      event.preventDefault();
      drop();
    }
  });
  document.addEventListener("keydown", keyed);
}
