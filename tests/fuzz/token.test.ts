import { createHmac } from "node:crypto";
import { mintOwnerToken, mintToken, verifyOwnerToken, verifyToken } from "@evenkeel/api/token";
import { choose, damageText, fuzz, mutate, type Random, render, strangeText } from "@evenkeel/testkit/fuzz";
import { expect, test } from "vitest";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const NOW_MS = 1_800_000_000_000;
const CASES = 3_000;
const CLAIMS = { userId: "ada", role: "viewer", sessionId: "s1", sessionVersion: 1 } as const;
const BROWSER = mintToken(CLAIMS, SECRET, NOW_MS);
const OWNER = mintOwnerToken("ada", SECRET, NOW_MS);

const payloadOf = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
const seal = (body: string, prefix = ""): string =>
  createHmac("sha256", SECRET).update(`${prefix}${body}`).digest("base64url");
const encode = (value: string): string => Buffer.from(value).toString("base64url");

/** Damaged on the way, or signed by somebody who has the secret and no manners. */
function browserToken(random: Random): string {
  const [header = "", payload = ""] = BROWSER.split(".");
  const dice = random.next();
  if (dice < 0.4) return damageText(BROWSER, random);
  if (dice < 0.5) return strangeText(random);
  const head = random.chance(0.8) ? header : encode(render(mutate(payloadOf(header), random, true)));
  const body = encode(render(mutate(payloadOf(payload), random, true)));
  return `${head}.${body}.${random.chance(0.8) ? seal(`${head}.${body}`) : seal(body)}`;
}

function ownerToken(random: Random): string {
  const body = OWNER.slice("eo_".length).split(".")[0] ?? "";
  const dice = random.next();
  if (dice < 0.4) return damageText(OWNER, random);
  if (dice < 0.5) return `eo_${strangeText(random)}`;
  const wrong = encode(choose(random, [render(mutate(payloadOf(body), random, true)), strangeText(random)]));
  return `eo_${wrong}.${seal(wrong, "evenkeel-owner ")}`;
}

test("no browser's token is more than it was minted for, and none throws", async () => {
  let valid = 0;
  await fuzz({
    name: "browser token",
    seed: 1,
    cases: CASES,
    make: browserToken,
    check: (token) => {
      const outcome = verifyToken(token, SECRET, NOW_MS);
      if (!outcome.ok) return;
      valid += 1;
      expect(token.split(".")).toHaveLength(3);
      expect(["viewer", "operator", "admin"]).toContain(outcome.claims.role);
      expect(outcome.claims.userId).toMatch(/^.{1,64}$/su);
      // Whoever cannot sign cannot change a claim.
      const [header, payload, signature] = token.split(".");
      expect(signature).toBe(seal(`${header}.${payload}`));
    },
  });
  expect(valid).toBeLessThan(CASES / 4);
});

test("no owner's token is taken for more than a name, and none throws", async () => {
  expect(
    await fuzz({
      name: "owner token",
      seed: 2,
      cases: CASES,
      make: ownerToken,
      check: (token) => {
        const outcome = verifyOwnerToken(token, SECRET, NOW_MS);
        expect(outcome.ok ? outcome.name : "refused").toMatch(/^.{1,64}$/su);
      },
    }),
  ).toBe(CASES);
});
