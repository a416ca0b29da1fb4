import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { hostName, isLocalHost } from "../http/family.ts";

const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

const FILES: ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }> = new Map([
  ["/", { type: "text/html; charset=utf-8", bytes: read("./index.html") }],
  ["/page.css", { type: "text/css; charset=utf-8", bytes: read("./page.css") }],
  ["/page.js", { type: "text/javascript; charset=utf-8", bytes: read("./page.js") }],
]);

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** The page of whoever sits at this machine. Returns whether the request was for it. */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  const { method, headers, url = "/" } = request;
  const file = FILES.get(url);
  if (file === undefined || (method !== "GET" && method !== "HEAD")) return false;
  if (!isLocalHost(hostName(headers.host))) return false;
  response.writeHead(200, { ...HEADERS, "Content-Type": file.type, "Content-Length": file.bytes.length });
  response.end(method === "HEAD" ? undefined : file.bytes);
  return true;
}
