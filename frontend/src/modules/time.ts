/** The time picker keeps every other filter in the address; `as_of` empty or removed means now. */

export function pickTime(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-as-of]")) return;
    event.preventDefault();
    goTo(form.querySelector<HTMLInputElement>("[name=as_of]")?.value ?? "");
  });
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-now]")) return;
    event.preventDefault();
    goTo("");
  });
}

function goTo(instant: string): void {
  const url = new URL(location.href);
  if (instant) url.searchParams.set("as_of", instant);
  else url.searchParams.delete("as_of");
  for (const cursor of ["after", "before", "page"]) url.searchParams.delete(cursor);
  location.assign(url);
}
