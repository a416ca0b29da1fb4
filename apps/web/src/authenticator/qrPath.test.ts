import { encode } from "uqr";
import { expect, test } from "vitest";
import { qrPath } from "./qrPath.ts";

const URI = "otpauth://totp/Evenkeel:Ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Evenkeel&digits=6&period=30";

test("the path covers every dark module once, and nothing else", () => {
  const { path, size } = qrPath(URI);
  const { data } = encode(URI, { ecc: "M", border: 4 });
  expect(size).toBe(data.length);
  const painted = data.map((row) => row.map(() => 0));
  for (const [, x = "", y = "", width = ""] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let at = 0; at < Number(width); at += 1) {
      const row = painted[Number(y)] ?? [];
      row[Number(x) + at] = (row[Number(x) + at] ?? 0) + 1;
    }
  expect(painted).toEqual(data.map((row) => row.map(Number)));
  expect(data.slice(0, 4).flat().some(Boolean)).toBe(false);
});
