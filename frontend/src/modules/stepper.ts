/** Thumb-sized − and ＋ around a number, and the question why when it differs from the ledger. */
import { fresh, words } from "../dom";

export function stepNumbers(root: ParentNode): void {
  for (const step of fresh<HTMLElement>(root, "[data-step]", "stepping")) attach(step);
}

function attach(step: HTMLElement): void {
  const input = step.querySelector<HTMLInputElement>("input");
  if (!input) return;
  for (const button of step.querySelectorAll<HTMLButtonElement>("button[data-by]")) {
    button.addEventListener("click", () => change(input, Number(button.dataset["by"])));
  }
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", () => compare(step, input));
  compare(step, input);
}

function change(input: HTMLInputElement, by: number): void {
  const least = input.min === "" ? 0 : Number(input.min);
  const most = input.max === "" ? Infinity : Number(input.max);
  input.value = String(Math.min(most, Math.max(least, (Number(input.value) || 0) + by)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Confirm, or change with a reason: the reason opens only when it is needed, and then it is required. */
function compare(step: HTMLElement, input: HTMLInputElement): void {
  const ledger = step.dataset["ledger"];
  const box = step.closest("[data-figure]");
  const reason = box?.querySelector<HTMLElement>("[data-reason]");
  const said = box?.querySelector<HTMLElement>("[data-difference]");
  if (ledger === undefined || ledger === "" || !reason || !said) return;
  const differs = input.value !== "" && Number(input.value) !== Number(ledger);
  step.classList.toggle("differs", differs);
  reason.hidden = !differs;
  said.textContent = differs ? words("difference", { value: input.value, unit: step.dataset["unit"] ?? "" }) : "";
  const answer = reason.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  if (answer) answer.required = differs;
}
