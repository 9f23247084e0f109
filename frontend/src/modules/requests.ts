/** htmx under the project's rules: CSRF by header, sign-in and back, refusals said in words, a busy line. */
import htmx, { type HtmxRequestCtx } from "htmx.org";
import { meta, words } from "../dom";
import { toast } from "./toasts";

interface Exchange {
  ctx: HtmxRequestCtx;
}
const exchange = (event: Event): HtmxRequestCtx => (event as CustomEvent<Exchange>).detail.ctx;

const SAFE = /^(GET|HEAD|OPTIONS|TRACE)$/i;
const PATIENCE = 4000;
let running = 0;

export function speakHtmx(): void {
  htmx.config.includeIndicatorCSS = false;
  htmx.config.history = "reload";
  on("htmx:config:request", (ctx) => {
    if (!SAFE.test(ctx.request.method)) ctx.request.headers["X-CSRFToken"] = meta("csrf-token");
  });
  on("htmx:before:request", () => busy(1));
  on("htmx:finally:request", () => busy(-1));
  on("htmx:before:response", (ctx, event) => {
    if (needsSignIn(ctx)) {
      event.preventDefault();
      signInAndComeBack();
    }
  });
  on("htmx:response:error", refused);
  document.addEventListener("htmx:error", () => toast(words("network"), "late"));
  document.addEventListener("submit", submitOnce);
}

function on(name: string, act: (ctx: HtmxRequestCtx, event: Event) => void): void {
  document.addEventListener(name, (event) => act(exchange(event), event));
}

function busy(step: number): void {
  running = Math.max(0, running + step);
  document.body.classList.toggle("busy", running > 0);
}

/** A session that ended shows as 401 (htmx itself follows an HX-Redirect), or as a redirect that the browser has already followed. */
function needsSignIn(ctx: HtmxRequestCtx): boolean {
  const response = ctx.response?.raw;
  if (!response || response.headers.has("HX-Redirect")) return false;
  const signIn = meta("sign-in");
  return response.status === 401 || (response.redirected && signIn !== "" && new URL(response.url).pathname === signIn);
}

function signInAndComeBack(): void {
  const here = location.pathname + location.search;
  const signIn = meta("sign-in");
  if (signIn) location.assign(`${signIn}?next=${encodeURIComponent(here)}`);
  else location.reload();
}

/** 422 brings the form back with its errors; every other refusal is said, and the page stays as it was. */
function refused(ctx: HtmxRequestCtx): void {
  const status = ctx.response?.status ?? 0;
  const said = ctx.response?.headers;
  if (said?.has("HX-Retarget") || said?.has("HX-Redirect")) return;
  if (status === 422) {
    ctx.target = ctx.sourceElement.closest("form") ?? ctx.target;
    ctx.swap = "outerHTML";
    return;
  }
  ctx.swap = "none";
  toast(words(sentenceFor(status)), "late");
}

/** A form sent by the browser itself goes once, however often an impatient thumb taps. */
function submitOnce(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset["sent"] = "";
  busy(1);
  window.setTimeout(() => {
    delete form.dataset["sent"];
    busy(-1);
  }, PATIENCE);
}

function sentenceFor(status: number): string {
  const known: Record<number, string> = { 403: "forbidden", 404: "gone", 409: "conflict", 413: "large", 429: "often" };
  return known[status] ?? (status >= 500 ? "broken" : "refused");
}
