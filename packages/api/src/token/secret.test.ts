import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { weaknessOf } from "./secret.ts";

test.each([
  ["empty", "", /at least 32 bytes/],
  ["short", "vK8-Zt2_qLw9RmX4", /at least 32 bytes/],
  ["the word of every example", "changeme-changeme-changeme-changeme", /placeholder/],
  ["in other letters", "Please_CHANGE-ME_before_you_deploy_9z", /placeholder/],
  ["what a tutorial says", "your-secret-goes-here-0123456789-xyz", /placeholder/],
  ["one letter", "x".repeat(40), /easy to guess/],
  ["a piece again and again", "a7Kq9Zp2Lm5W".repeat(3), /easy to guess/],
  ["an alphabet", "abcdefghijklmnopqrstuvwxyz0123456789", /easy to guess/],
  ["few letters", "aabbccddeeaabbcceeddaabbccddeeffabcd", /easy to guess/],
])("%s is weak", (_name, secret, said) => expect(weaknessOf(secret)).toMatch(said));

test("what a machine generates is not", () => {
  for (let made = 0; made < 500; made += 1) {
    expect(weaknessOf(randomBytes(32).toString("base64url"))).toBeNull();
    expect(weaknessOf(randomBytes(32).toString("hex"))).toBeNull();
    expect(weaknessOf(randomUUID())).toBeNull();
  }
});
