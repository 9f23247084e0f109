/** What an 18-digit ID number says by itself (GB 11643): native county, birth date, sex, and whether it can be true. */
import { fresh, words } from "../dom";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

export interface Told {
  county: string;
  birth: string;
  male: boolean;
}

/** Full-width digits and spaces as people type them, made plain. */
export function plain(text: string): string {
  return text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
}

/** Whether the 18th character agrees with the first 17. */
export function checks(number: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return CHECKS[sum % 11] === number[17];
}

/** What the number tells, or null when it is no ID number at all (shape, or a date that does not exist). */
export function tell(number: string): Told | null {
  if (!/^\d{17}[\dX]$/.test(number)) return null;
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const date = new Date(`${birth}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== birth) return null;
  return { county: number.slice(0, 6), birth, male: Number(number[16]) % 2 === 1 };
}

export function fillFromIdNumber(root: ParentNode): void {
  for (const input of fresh<HTMLInputElement>(root, "input[data-id-number]", "reading")) {
    const hint = document.createElement("div");
    hint.className = "helptext";
    hint.setAttribute("role", "status");
    input.after(hint);
    input.addEventListener("input", () => read(input, hint));
  }
}

function read(input: HTMLInputElement, hint: HTMLElement): void {
  const number = plain(input.value);
  const told = tell(number);
  const good = told !== null && checks(number);
  hint.classList.toggle("doubt", number.length >= 18 && !good);
  hint.classList.toggle("sure", good);
  hint.textContent = sentence(number, told !== null, good);
  if (!told || !good) return;
  fill(input.form, "native_county", told.county);
  fill(input.form, "birth_date", told.birth);
  fill(input.form, "sex", told.male ? "male" : "female");
}

function sentence(number: string, shaped: boolean, good: boolean): string {
  if (number === "") return "";
  if (number.length < 18) return words("idLength", { n: number.length });
  if (!shaped) return words("idShape");
  return words(good ? "idGood" : "idCheck");
}

/** Fill what is empty or was filled by us; what a person typed stays. `data-male`/`data-female` give a field's own codes. */
function fill(form: HTMLFormElement | null, name: string, value: string): void {
  const found = form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[data-fill="${name}"], [data-fill="${name}"] input`);
  for (const control of found ?? []) {
    const code = control.closest<HTMLElement>(`[data-fill="${name}"]`)?.dataset[value] ?? value;
    if (control instanceof HTMLInputElement && control.type === "radio") control.checked = control.value === code;
    else if (control.value === "" || control.dataset["filled"] === control.value) {
      control.value = code;
      control.dataset["filled"] = control.value;
    }
  }
}
