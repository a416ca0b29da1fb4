import { expect, test } from "vitest";
import { addressOf } from "./address.ts";
import { BODY_BYTES_MAX, guardRequest } from "./guardRequest.ts";

const OWN = "http://localhost:3000";
const GOOD = { origin: OWN, "content-type": "application/json", "content-length": "2" };

const cases: [name: string, method: string, headers: Record<string, string>, status: number | null][] = [
  ["a read", "GET", {}, null],
  ["a change from our own page", "POST", GOOD, null],
  ["a charset is fine", "POST", { ...GOOD, "content-type": "application/json; charset=utf-8" }, null],
  ["another origin", "POST", { ...GOOD, origin: "http://evil.example" }, 403],
  ["our host on another port", "POST", { ...GOOD, origin: "http://localhost:3001" }, 403],
  ["a sandboxed frame", "POST", { ...GOOD, origin: "null" }, 403],
  ["a form", "POST", { ...GOOD, "content-type": "text/plain" }, 415],
  ["no content type", "POST", { origin: OWN, "content-length": "2" }, 415],
  ["no length", "POST", { origin: OWN, "content-type": "application/json" }, 411],
  ["a length that is none", "POST", { ...GOOD, "content-length": "-1" }, 411],
  ["too long", "POST", { ...GOOD, "content-length": String(BODY_BYTES_MAX + 1) }, 413],
];
test.each(cases)("%s", (_name, method, headers, status) => {
  const answer = guardRequest(new Request(`${OWN}/api/trpc/x`, { method, headers }), {
    ownOrigin: OWN,
    contentTypes: ["application/json"],
  });
  expect(answer?.status ?? null).toBe(status);
});

test("a browser that says the request is cross-site is refused even without an origin", () => {
  const headers = { "content-type": "application/json", "content-length": "2", "sec-fetch-site": "cross-site" };
  const request = new Request(`${OWN}/api/trpc/x`, { method: "POST", headers });
  expect(guardRequest(request, { ownOrigin: OWN, contentTypes: ["application/json"] })?.status).toBe(403);
});

test.each([
  [null, 0, "direct"],
  ["1.2.3.4", 0, "direct"],
  ["forged, 1.2.3.4", 1, "1.2.3.4"],
  ["forged, 1.2.3.4, 10.0.0.1", 2, "1.2.3.4"],
  ["1.2.3.4", 2, "direct"],
])("of %j with %i proxies the address is %s", (header, hops, address) => {
  expect(addressOf(header, hops)).toBe(address);
});
