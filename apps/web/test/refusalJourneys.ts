import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import { PASSWORD } from "./browser.ts";
import type { Journey } from "./signInJourneys.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const EVIL = "http://evil.example";
/** Past Next's own guards in some release or other. None may get past ours. */
const FORGED: Readonly<Record<string, string>> = {
  "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy",
  "x-middleware-next": "1",
  "x-middleware-rewrite": "/settings",
  "x-middleware-override-headers": "cookie",
  "x-middleware-request-cookie": "evenkeel-session=forged",
  "x-invoke-path": "/settings",
  "x-now-route-matches": "1",
  "x-nextjs-data": "1",
  "x-nonce": "forged",
};

const post = (url: string, body: string, headers: Readonly<Record<string, string>>) =>
  fetch(url, { method: "POST", body, headers, redirect: "manual" });
const cookieHeader = async (page: Page): Promise<string> =>
  (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
const isInside = (status: number): boolean => status >= 200 && status < 300;

/** What an intruder sends by hand, past every page of ours. */
export const REFUSAL_JOURNEYS: readonly Journey[] = [
  [
    "the server refuses foreign pages, forms and long bodies",
    async (harness) => {
      const trpc = `${harness.url}/api/trpc/engineToken.mint`;
      const json = { "content-type": JSON_TYPE, origin: harness.url };
      assert.equal((await post(trpc, "{}", json)).status, 401);
      assert.equal((await post(trpc, "{}", { ...json, origin: EVIL })).status, 403);
      assert.equal((await post(trpc, "a=1", { ...json, "content-type": FORM_TYPE })).status, 415);
      assert.equal((await post(trpc, "x".repeat(10_000_000), json)).status, 413);
      assert.equal((await fetch(`${harness.url}/api/trpc/engineToken.mint`)).status, 415);
    },
  ],
  [
    "forged headers of the framework open nothing and choose no nonce",
    async (harness) => {
      for (const path of ["/", "/settings", "/settings?_rsc=1"])
        for (const [name, value] of Object.entries({ ...FORGED, rsc: "1", "next-router-prefetch": "1" })) {
          const answer = await fetch(`${harness.url}${path}`, { headers: { [name]: value }, redirect: "manual" });
          const text = await answer.text();
          const told = `${path} with ${name}: ${answer.status}`;
          assert.ok(!isInside(answer.status) || !/INJ|Your sessions|API keys/.test(text), told);
        }
      const signIn = await fetch(`${harness.url}/sign-in`, { headers: FORGED });
      assert.match(signIn.headers.get("content-security-policy") ?? "", /'nonce-(?!forged)[A-Za-z0-9+/=]{20,}'/);
      const trpc = await fetch(`${harness.url}/api/trpc/session.me`, { headers: FORGED });
      assert.equal(trpc.status, 401);
    },
  ],
  [
    "there are no server actions, and nothing tells where the code lies",
    async (harness) => {
      for (const id of ["x", "7f".repeat(20)]) {
        const headers = { "next-action": id, "content-type": "text/plain;charset=UTF-8", origin: harness.url };
        const answer = await post(`${harness.url}/sign-in`, "[]", headers);
        assert.ok(answer.status >= 400, `answered ${answer.status}`);
        assert.doesNotMatch(await answer.text(), /node_modules|.next\/|at .*:\d+:\d+/);
      }
      const json = { "content-type": JSON_TYPE, origin: harness.url };
      for (const body of ["{", "null", '{"0":{"__proto__":1}}', "[".repeat(1_000)]) {
        const answer = await post(`${harness.url}/api/trpc/setup.createAdmin?batch=1`, body, json);
        assert.ok(answer.status >= 400 && answer.status < 500, `${body.slice(0, 20)}: ${answer.status}`);
        assert.doesNotMatch(await answer.text(), /node_modules|stack|at .*.ts/);
      }
    },
  ],
  [
    "every answer carries its policy; what is personal is never stored; the cookie stays with this site",
    async (harness, page) => {
      const cookie = await cookieHeader(page);
      for (const path of ["/", "/settings", "/sign-in", "/api/trpc/session.me", "/api/auth/session"]) {
        const { headers } = await fetch(`${harness.url}${path}`, { headers: { cookie }, redirect: "manual" });
        assert.match(headers.get("cache-control") ?? "", /no-store/, path);
        assert.equal(headers.get("x-content-type-options"), "nosniff", path);
        assert.equal(headers.get("x-frame-options"), "DENY", path);
        assert.match(headers.get("strict-transport-security") ?? "", /max-age=\d{7,}/, path);
        assert.equal(headers.get("x-powered-by"), null, path);
      }
      const policies = await Promise.all(
        [1, 2].map(async () => (await fetch(`${harness.url}/sign-in`)).headers.get("content-security-policy") ?? ""),
      );
      for (const directive of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"])
        assert.ok(policies[0]?.includes(directive), directive);
      assert.doesNotMatch(policies[0] ?? "", /script-src[^;]*'unsafe-(inline|eval)'/);
      assert.notEqual(policies[0], policies[1]);
      const cookies = await page.context().cookies();
      for (const name of ["evenkeel-session", "evenkeel-device"]) {
        const found = cookies.find((each) => each.name === name);
        assert.deepEqual([found?.httpOnly, found?.sameSite, found?.path], [true, "Strict", "/"], name);
      }
    },
  ],
  [
    "nobody is signed out or in by another site, nor by a form of ours without its token",
    async (harness, page) => {
      const cookie = await cookieHeader(page);
      const form = { "content-type": FORM_TYPE, cookie };
      const signOut = `${harness.url}/api/auth/signout`;
      assert.equal((await post(signOut, "json=true", { ...form, origin: EVIL })).status, 403);
      assert.equal((await post(signOut, "json=true", { ...form, "sec-fetch-site": "cross-site" })).status, 403);
      await post(signOut, "json=true", { ...form, origin: harness.url });
      assert.equal((await fetch(signOut, { headers: { cookie } })).status, 404);
      const callback = `${harness.url}/api/auth/callback/credentials`;
      const credentials = `name=Ada&password=${encodeURIComponent(PASSWORD)}&json=true`;
      assert.equal((await post(callback, credentials, { "content-type": FORM_TYPE, origin: EVIL })).status, 403);
      const blind = await post(callback, credentials, { "content-type": FORM_TYPE, origin: harness.url });
      assert.doesNotMatch(blind.headers.get("set-cookie") ?? "", /evenkeel-session=[^;]/);
      assert.equal((await fetch(`${harness.url}/api/trpc/session.me`, { headers: { cookie } })).status, 200);
    },
  ],
];
