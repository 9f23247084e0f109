/** Drafts of `form[data-draft=key]` in this browser; never a personal field, a file, a password or a token. */
import { fresh, words } from "../dom";
import { toast } from "./toasts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const KEPT = "input, textarea, select";
const NEVER = "[type=hidden], [type=password], [type=file], [data-personal], [data-personal] *";

const prefix = (): string => `draft:${document.body.dataset["user"] ?? ""}:`;
const keyOf = (form: HTMLFormElement): string => prefix() + (form.dataset["draft"] ?? "");

export function keepDrafts(root: ParentNode): void {
  for (const form of fresh<HTMLFormElement>(root, "form[data-draft]", "drafting")) {
    if (!form.querySelector("[aria-invalid=true]")) restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", () => form.matches("[hx-post]") || localStorage.removeItem(keyOf(form)));
    form.addEventListener("htmx:after:request", (event) => accepted(event) && localStorage.removeItem(keyOf(form)));
  }
  for (const form of fresh<HTMLFormElement>(root, "form[data-sign-out]", "forgetting")) {
    form.addEventListener("submit", forget);
  }
}

const accepted = (event: HTMLElementEventMap["htmx:after:request"]): boolean =>
  (event.detail.ctx.response?.status ?? 500) < 400;

function controls(form: HTMLFormElement): Control[] {
  return [...form.querySelectorAll<Control>(KEPT)].filter((control) => control.name && !control.matches(NEVER));
}

const ticked = (control: Control): control is HTMLInputElement =>
  control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);
const slot = (control: Control): string => (ticked(control) ? `${control.name}=${control.value}` : control.name);

function save(form: HTMLFormElement): void {
  const kept = controls(form).map((control) => [slot(control), ticked(control) ? control.checked : control.value]);
  localStorage.setItem(keyOf(form), JSON.stringify(Object.fromEntries(kept)));
}

function restore(form: HTMLFormElement): void {
  const text = localStorage.getItem(keyOf(form));
  if (!text) return;
  const kept = JSON.parse(text) as Record<string, string | boolean>;
  const changed = controls(form).filter((control) => put(control, kept[slot(control)]));
  for (const control of changed) control.dispatchEvent(new Event("input", { bubbles: true }));
  if (changed.length > 0) toast(words("restored"));
}

function put(control: Control, value: string | boolean | undefined): boolean {
  if (value === undefined) return false;
  if (ticked(control)) {
    if (control.checked === value) return false;
    control.checked = value === true;
    return true;
  }
  if (control.value === value) return false;
  control.value = String(value);
  return true;
}

/** Signing out leaves nothing of this user's on a shared computer. */
function forget(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix())) localStorage.removeItem(key);
}
