/** Small helpers on which the modules stand. */

/** Run `attach` on the page, and again on every element that a fragment brings in. */
export function ready(attach: (root: ParentNode) => void): void {
  const start = (): void => {
    attach(document);
    document.addEventListener("htmx:after:swap", () => attach(document));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}

/** Elements matching `selector` that this `mark` has not seen yet: attaching twice does nothing. */
export function fresh<E extends HTMLElement | SVGElement>(root: ParentNode, selector: string, mark: string): E[] {
  const found = [...root.querySelectorAll<E>(selector)].filter((element) => !(mark in element.dataset));
  for (const element of found) element.dataset[mark] = "";
  return found;
}

/** A sentence in the user's language, from the `#words` template that the server rendered. */
export function words(key: string, values: Record<string, string | number> = {}): string {
  const text = document.getElementById("words")?.dataset[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether the user is typing, so that a letter is a letter and not a command. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** The content of a `<meta name=…>`, empty when the page has none. */
export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}
