/** Toasts: the server's (with an undo form) and the page's own; read aloud, never in the way. */
import { fresh, words } from "../dom";

const STAY = 8000;
type Tone = "ok" | "due" | "late" | "neutral";

/** Say one sentence at the foot of the page. */
export function toast(text: string, tone: Tone = "neutral"): HTMLElement | null {
  const region = document.getElementById("toasts");
  if (!region) return null;
  const box = document.createElement("div");
  box.className = `toast-note ${tone}`;
  const sentence = document.createElement("p");
  sentence.textContent = text;
  box.append(sentence);
  region.append(box);
  showToasts(region);
  return box;
}

export function showToasts(root: ParentNode): void {
  for (const box of fresh<HTMLElement>(root, ".toast-note", "shown")) {
    box.append(closer(box));
    if (!box.classList.contains("late")) leaveLater(box);
  }
}

function closer(box: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.textContent = "✕";
  button.setAttribute("aria-label", words("close"));
  button.addEventListener("click", () => box.remove());
  return button;
}

/** A toast waits as long as someone points at it or has the focus in it, so an undo is never snatched away. */
function leaveLater(box: HTMLElement): void {
  const stay = box.querySelector("form") ? STAY * 2 : STAY;
  let timer = window.setTimeout(() => box.remove(), stay);
  const hold = (): void => window.clearTimeout(timer);
  const release = (): void => {
    hold();
    timer = window.setTimeout(() => box.remove(), stay);
  };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", release);
  box.addEventListener("focusout", release);
}

/** `HX-Trigger: {"toast": {"text": "…", "tone": "ok"}}` */
document.addEventListener("toast", (event) => {
  const said = (event as CustomEvent<{ text: string; tone?: Tone }>).detail;
  toast(said.text, said.tone ?? "ok");
});
