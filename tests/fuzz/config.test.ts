import { parseConfig, readOwnerFile, withOverride } from "@evenkeel/config";
import { type Config, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { assertSound, damageText, fuzz, mutate, type Random, render, strangeText } from "@evenkeel/testkit/fuzz";
import { expect, test } from "vitest";

const SEED = 1;
const VALUES = 2_000;
const FILES = 200;

const { version: _version, ...SHIPPED } = DEFAULT_CONFIG;

const wrong = (random: Random): unknown => {
  let value = mutate(SHIPPED, random);
  while (random.chance(0.4)) value = mutate(value, random);
  return value;
};

/** Whatever came out as a configuration obeys its own rules when it is read again, number by number. */
function assertObeys(config: Config): void {
  assertSound(config);
  const { version: _given, ...numbers } = config;
  expect(parseConfig(numbers)).toEqual({ ok: true, value: config });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

test("a configuration is refused with a code and a sentence, or obeys its own rules", async () => {
  let taken = 0;
  await fuzz({
    name: "configuration",
    seed: SEED,
    cases: VALUES,
    make: (random) => render(wrong(random)),
    check: (text) => {
      const parsed = parseConfig(JSON.parse(text));
      if (parsed.ok) {
        taken += 1;
        assertObeys(parsed.value);
        return;
      }
      expect(parsed.error.code).toMatch(/^[a-z-]+$/);
      expect(parsed.error.message).toMatch(/[.?]$/);
      expect(parsed.error.message.length).toBeLessThan(600);
    },
  });
  expect(taken).toBeGreaterThan(0);
});

test("NaN and infinity in place of any number are refused", () => {
  for (const [section, numbers] of Object.entries(DEFAULT_CONFIG)) {
    if (typeof numbers !== "object") continue;
    for (const key of Object.keys(numbers))
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-9, 1e300])
        expect(parseConfig({ [section]: { [key]: value } }), `${section}.${key}=${value}`).toSatisfy(
          (parsed: ReturnType<typeof parseConfig>) => !parsed.ok || Number.isFinite(value),
        );
  }
});

test("a file of any bytes is refused with a code, or obeys", async () => {
  await fuzz({
    name: "configuration file",
    seed: SEED,
    cases: FILES,
    make: (random) => damageText(render(wrong(random)), random),
    check: (text) => {
      const read = readOwnerFile(text);
      if (read.ok) assertObeys(read.value.config);
      expect(read.ok ? "taken" : read.error.code).toMatch(/^[a-z-]+$/);
    },
  });
});

test("an override on the command line is a number of ours or refused", async () => {
  expect(
    await fuzz({
      name: "override",
      seed: SEED,
      cases: VALUES,
      make: (random) =>
        damageText(`entry.${random.chance(0.5) ? "holdDays" : strangeText(random)}=${strangeText(random)}`, random),
      check: (text) => {
        const changed = withOverride(DEFAULT_CONFIG, text);
        if (changed.ok) assertSound(changed.value);
      },
    }),
  ).toBe(VALUES);
});
