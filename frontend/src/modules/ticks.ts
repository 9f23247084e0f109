/** `input[data-tick-all]` ticks and unticks every other box of its form. */
export function tickAll(): void {
  document.addEventListener("change", (event) => {
    const all = event.target as HTMLInputElement;
    if (!all.matches("input[data-tick-all]")) return;
    const boxes = all.form?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [];
    for (const box of boxes) box.checked = all.checked;
  });
}
