/** "Took 14 s": seconds in which the page lay before somebody, shown to him and sent with the form that he files. */
import { fresh, words } from "../dom";

export function showElapsed(root: ParentNode): void {
  for (const input of fresh<HTMLInputElement>(root, "input[data-spent]", "counting")) count(input);
  for (const label of fresh<HTMLElement>(root, "[data-elapsed]", "counting")) {
    const input = document.querySelector<HTMLInputElement>("input[data-spent]");
    if (input) everySecond(label, () => (label.textContent = say(Number(input.value))));
  }
}

/** A page that comes back with errors goes on from where it was; one that lies behind others does not count. */
function count(input: HTMLInputElement): void {
  let spent = Number(input.value) || 0;
  let since = Date.now();
  everySecond(input, () => {
    const now = Date.now();
    if (!document.hidden) spent += now - since < 5000 ? (now - since) / 1000 : 0;
    since = now;
    input.value = String(Math.round(spent));
  });
}

function everySecond(element: HTMLElement, work: () => void): void {
  const timer = window.setInterval(() => (element.isConnected ? work() : window.clearInterval(timer)), 1000);
}

function say(seconds: number): string {
  if (seconds < 60) return words("seconds", { n: seconds });
  return words("minutes", { m: Math.floor(seconds / 60), n: seconds % 60 });
}
