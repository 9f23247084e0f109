/** Masked data: one tap and a purpose. The server checks, audits and sends the clear value back. */
import htmx from "htmx.org";

export function askPurpose(): void {
  let asked: HTMLElement | null = null;
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const dialog = document.getElementById("reveal");
    if (!(dialog instanceof HTMLDialogElement)) return;
    const opener = target.closest<HTMLElement>("[data-reveal]");
    if (opener) {
      asked = opener;
      dialog.showModal();
      return;
    }
    const purpose = target.closest<HTMLButtonElement>("#reveal button[name=purpose]");
    if (!purpose || !asked) return;
    dialog.close();
    void reveal(asked, purpose.value);
  });
}

async function reveal(opener: HTMLElement, purpose: string): Promise<void> {
  const target = opener.closest<HTMLElement>(".masked");
  if (!target) return;
  await htmx.ajax("POST", opener.dataset["reveal"] ?? "", {
    source: target,
    target,
    swap: "outerHTML",
    values: { purpose },
  });
}
