import { describe, expect, test } from "vitest";
import { ARGON2, DECOY_HASH, hashPassword, verifyPassword } from "./hash.ts";
import { checkPassword } from "./rules.ts";

describe("rules", () => {
  const cases: [password: string, verdict: string | null][] = [
    ["short-pass1", "too-short"],
    ["x".repeat(201), "too-long"],
    ["aaaaaaaaaaaaaaaa", "too-simple"],
    ["abababababab", "too-simple"],
    ["qwertyuiopasdfghjkl", "too-simple"],
    ["123456789012345", "too-simple"],
    ["abcdefghijklmnop", "too-simple"],
    ["passwordpassword", "common"],
    ["Password1234", "common"],
    ["P@ssw0rd!2027", "common"],
    ["p-a-s-s-w-o-r-d-1", "common"],
    ["letmein-12345", "common"],
    ["unbelievable", "common"],
    ["zdenka.orlov1", "has-name"],
    ["evenkeel-2027", "has-name"],
    ["harbour lamp violet 7", null],
    ["correct horse battery staple", null],
    ["Tj4#vqL9zk!w", null],
    ["навигация ночью 5", null],
  ];
  test.each(cases)("%s: %s", (password, verdict) => {
    expect(checkPassword(password, "Zdenka Orlov")).toBe(verdict);
  });
});

/** Each hash costs a core a tenth of a second, and a busy machine far more. */
describe("hashing", { timeout: 60_000 }, () => {
  test("one password, two hashes, both verify; another does not", async () => {
    const [one, two] = await Promise.all([hashPassword("harbour lamp violet"), hashPassword("harbour lamp violet")]);
    expect(one).not.toBe(two);
    expect(one).toContain(`$argon2id$v=19$m=${ARGON2.memoryKib},t=${ARGON2.passes},p=${ARGON2.lanes}$`);
    expect(await verifyPassword("harbour lamp violet", one)).toBe(true);
    expect(await verifyPassword("harbour lamp violet", two)).toBe(true);
    expect(await verifyPassword("harbour lamp violets", one)).toBe(false);
  });

  test("the same keys in another Unicode form are the same password", async () => {
    const composed = await hashPassword("caf\u00e9 harbour lamp");
    expect(await verifyPassword("cafe\u0301 harbour lamp", composed)).toBe(true);
  });

  const broken = [
    "",
    "plain",
    "$argon2id$v=19$m=99999999,t=3,p=1$c2FsdA$dGFn",
    DECOY_HASH.replace("m=65536", "m=9999999"),
  ];
  test.each(broken)("a stored hash like %j verifies nothing", async (stored) => {
    expect(await verifyPassword("harbour lamp violet", stored)).toBe(false);
  });
});
