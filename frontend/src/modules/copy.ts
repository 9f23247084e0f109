/** `data-copy="#where"` copies that element's text: the list of who has not reported goes back to the chat. */
import { words } from "../dom";
import { toast } from "./toasts";

export function copyOnClick(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    const source = button && document.querySelector<HTMLElement>(button.dataset["copy"] ?? "");
    if (source) void copy(source).then((done) => said(source, done));
  });
}

/** Where copying is not allowed, the text is shown and selected, so that one key copies it. */
function said(source: HTMLElement, done: boolean): void {
  toast(words(done ? "copied" : "notCopied"), done ? "ok" : "due");
  if (done || !(source instanceof HTMLTextAreaElement)) return;
  source.closest("details")?.setAttribute("open", "");
  source.focus();
  source.select();
}

/** The clipboard needs a secure origin; on a plain office network the old selection command still works. */
async function copy(source: HTMLElement): Promise<boolean> {
  const text = source instanceof HTMLTextAreaElement ? source.value : (source.textContent ?? "").trim();
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = document.createElement("textarea");
  area.className = "visually-hidden";
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
