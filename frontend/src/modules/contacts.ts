/** A call logs nothing by itself: tapping a number opens the note beside it, where one more tap logs the outcome. */
export function offerToLog(): void {
  document.addEventListener("click", (event) => {
    const number = (event.target as Element).closest('a[href^="tel:"]');
    const area = number?.closest(".masked, tr, section, main");
    const note = area?.querySelector<HTMLDetailsElement>(".contact-note details");
    if (note) note.open = true;
  });
}

/** `data-print` prints the page. */
export function printOnClick(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
}
