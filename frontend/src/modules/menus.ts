/** Drop-downs (`details.menu`), dialogs by button, the drawer of the phone, and the place filter. */

export function openMenus(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    closeMenus(target.closest("details.menu"));
    toggleDrawer(target);
    operateDialog(target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closeMenus(null, true);
    drawer(false);
  });
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches("[data-narrow]")) narrow(event.target);
  });
}

function closeMenus(except: Element | null, refocus = false): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (menu === except) continue;
    menu.open = false;
    if (refocus) menu.querySelector("summary")?.focus();
  }
}

function toggleDrawer(target: Element): void {
  if (target.closest("[data-drawer]")) drawer(!document.body.classList.contains("drawer-open"));
  else if (!target.closest("#navigation")) drawer(false);
}

function drawer(open: boolean): void {
  const button = document.querySelector<HTMLElement>("[data-drawer]");
  if (open === document.body.classList.contains("drawer-open")) return;
  document.body.classList.toggle("drawer-open", open);
  document.querySelector(".page")?.toggleAttribute("inert", open);
  button?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector<HTMLElement>("#navigation a")?.focus();
  else button?.focus();
}

function operateDialog(target: Element): void {
  const opener = target.closest<HTMLElement>("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset["dialog"] ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  if (target instanceof HTMLDialogElement) target.close();
}

function narrow(input: HTMLInputElement): void {
  const wanted = input.value.trim().toLowerCase();
  const links = input.closest(".menu-panel")?.querySelectorAll<HTMLElement>("[data-name]") ?? [];
  for (const link of links) link.hidden = !(link.dataset["name"] ?? "").toLowerCase().includes(wanted);
}
