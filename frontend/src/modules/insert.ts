/** `data-insert="text"` with `data-into="#field"` puts a text where that field's cursor stands. */
export function insertOnClick(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-insert]");
    const field = button && document.querySelector<HTMLTextAreaElement>(button.dataset["into"] ?? "");
    if (!button || !field) return;
    field.setRangeText(button.dataset["insert"] ?? "", field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
