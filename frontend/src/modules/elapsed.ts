/** "Took 14 s": a daily report should take less than half a minute, and the person may see that it does. */
import { fresh, words } from "../dom";

export function showElapsed(root: ParentNode): void {
  for (const label of fresh<HTMLElement>(root, "[data-elapsed]", "counting")) {
    const start = Date.now();
    const tick = (): void => {
      if (!label.isConnected) return window.clearInterval(timer);
      label.textContent = say(Math.round((Date.now() - start) / 1000));
    };
    const timer = window.setInterval(tick, 1000);
  }
}

function say(seconds: number): string {
  if (seconds < 60) return words("seconds", { n: seconds });
  return words("minutes", { m: Math.floor(seconds / 60), n: seconds % 60 });
}
