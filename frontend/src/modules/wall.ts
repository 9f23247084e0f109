/** A wall screen has nobody to reload it. */
const EVERY = 60_000;

export function refreshWall(): void {
  if (document.body.classList.contains("wall")) window.setTimeout(() => location.reload(), EVERY);
}
