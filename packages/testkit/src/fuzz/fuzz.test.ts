import { expect, test } from "vitest";
import { assertSound, caseRandom, FuzzFailure, fuzz } from "./fuzz.ts";
import { damageText, mutate } from "./mutate.ts";
import { Raw, render } from "./render.ts";
import { sample } from "./sample.ts";

const SAMPLE = { name: "Ada", limits: [1, 2.5, { on: true }], note: null };

const cases = (seed: number): string[] =>
  Array.from({ length: 500 }, (_, index) => {
    const random = caseRandom(seed, index);
    return damageText(render(mutate(SAMPLE, random, true)), random);
  });

test("the same seed makes the same cases, another seed others, and hardly one of them twice", () => {
  expect(cases(1)).toEqual(cases(1));
  expect(cases(1)).not.toEqual(cases(2));
  expect(new Set(cases(1)).size).toBeGreaterThan(400);
});

test("a sample is never changed", () => {
  const before = JSON.stringify(SAMPLE);
  cases(3);
  expect(JSON.stringify(SAMPLE)).toBe(before);
});

test("says what JavaScript cannot say", () => {
  const value = { id: new Raw("9007199254740993"), list: [new Raw("NaN"), undefined] };
  expect(render(value)).toBe('{"id":9007199254740993,"list":[NaN,null]}');
});

test("a broken case is named by its seed and number, and stops the run", async () => {
  let seen = 0;
  const run = fuzz({
    name: "small numbers",
    seed: 7,
    cases: 100,
    make: (random) => random.below(1_000_000),
    check: (made, index) => {
      seen += 1;
      if (index === 41) throw new Error(`${made} is too much`);
    },
  });
  await expect(run).rejects.toThrow(/^small numbers: seed 7, case 41: \d+ is too much\ncase: \d+$/);
  await expect(run).rejects.toBeInstanceOf(FuzzFailure);
  expect(seen).toBe(42);
});

test.each<[string, unknown, string]>([
  ["not a number", { a: [{ b: Number.NaN }] }, "value.a.0.b is NaN"],
  ["infinite", new Map([["x", Number.POSITIVE_INFINITY]]), "value.x is Infinity"],
  ["a member of every object", { status: {}.constructor }, "value.status is a function"],
])("what was read may hold nothing that is %s", (_name, value, message) => {
  expect(() => assertSound(value)).toThrow(message);
});

test("a sample fits its schema", () => {
  const schema = {
    type: "object",
    properties: {
      id: { type: "string", pattern: "^[a-z]{8}$" },
      limit: { type: "integer", minimum: 1, maximum: 3 },
      role: { enum: ["viewer", "admin"] },
    },
    required: ["id", "limit", "role"],
  } as const;
  for (let index = 0; index < 50; index += 1) {
    expect(sample(schema, caseRandom(1, index))).toEqual({
      id: expect.stringMatching(/^[a-z]{8}$/) as unknown,
      limit: expect.toSatisfy((value: number) => [1, 2, 3].includes(value)) as unknown,
      role: expect.toSatisfy((value: string) => ["viewer", "admin"].includes(value)) as unknown,
    });
  }
});
