/** Lists by keyboard: j/k move, Enter opens, Y/N decide, ? explains. */
import { typing } from "../dom";

const ITEM = "[data-keys] [data-item]";

export function walkLists(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (act(event.key)) event.preventDefault();
  });
}

function act(key: string): boolean {
  switch (key) {
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "Enter":
      return press(focused(), "[data-open], a[href]");
    case "y":
    case "Y":
      return press(current(), "[data-yes]");
    case "n":
    case "N":
      return press(current(), "[data-no]");
    case "?":
      return explain();
    default:
      return false;
  }
}

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(ITEM)].filter((item) => item.offsetParent !== null);
}

function focused(): HTMLElement | null {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.matches(ITEM) ? active : null;
}

/** The item in which the focus is, else the first: one glance and one key settle the top of the inbox. */
function current(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(ITEM) ?? items()[0] ?? null;
}

function move(step: number): boolean {
  const all = items();
  if (all.length === 0) return false;
  const from = all.indexOf(document.activeElement?.closest<HTMLElement>(ITEM) as HTMLElement);
  const next = all[from === -1 ? 0 : Math.min(all.length - 1, Math.max(0, from + step))];
  if (!next) return false;
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(item: HTMLElement | null, selector: string): boolean {
  const control = item?.querySelector<HTMLElement>(selector);
  control?.click();
  return control !== null && control !== undefined;
}

function explain(): boolean {
  const help = document.getElementById("keys");
  if (!(help instanceof HTMLDialogElement)) return false;
  help.showModal();
  return true;
}
