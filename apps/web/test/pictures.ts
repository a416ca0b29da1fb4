import { join } from "node:path";
import { openBrowser, setUp } from "./browser.ts";

/**
 * The pictures of the README, of the running product: `npm start -- --fresh`, and once five pairs are held and have been
 * paid, `node apps/web/test/pictures.ts <its set-up link>`.
 */
const [link] = process.argv.slice(2);
if (link === undefined) throw new Error("which set-up link?");
const FOLDER = join(import.meta.dirname, "../../../docs/images");
const DESK = { viewport: { width: 1_440, height: 900 } };
const PICTURES = [
  ["deck-dark", { ...DESK, colorScheme: "dark" }],
  ["deck-light", { ...DESK, colorScheme: "light" }],
  ["deck-phone", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "dark" }],
] as const;

const browser = await openBrowser();
try {
  const first = await browser.newContext();
  await setUp(await first.newPage(), link);
  const storageState = await first.storageState();
  for (const [name, look] of PICTURES) {
    const context = await browser.newContext({ ...look, storageState, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(new URL("/", link).href);
    await page.getByRole("region", { name: "Positions" }).getByRole("row").nth(5).waitFor();
    await page
      .getByRole("img", { name: /^Cumulative funding/ })
      .locator("canvas")
      .waitFor();
    // The first answer about risk takes a moment.
    await page.getByText("If this came now").waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
}
