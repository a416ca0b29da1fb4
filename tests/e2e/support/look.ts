import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** From a small telephone to a wall. */
export const SIZES = [
  { width: 360, height: 780 },
  { width: 390, height: 844 },
  { width: 768, height: 1_024 },
  { width: 1_024, height: 768 },
  { width: 1_440, height: 900 },
  { width: 1_920, height: 1_080 },
  { width: 2_560, height: 1_440 },
  { width: 3_840, height: 2_160 },
] as const;
/** One of each layout is read by axe; the rest differ in room alone. */
const READ_BY_AXE = new Set([390, 1_440]);
export const SCHEMES = ["dark", "light"] as const;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * Numbers and words that run out of a frame which hides what does not fit. A cell that ends in dots is not one of them:
 * its row opens. What only a screen reader is told stands in a frame of one pixel.
 */
function cutOff(): readonly string[] {
  const hidden = (element: Element): boolean => {
    const { overflowX, textOverflow, visibility } = getComputedStyle(element);
    const hides = overflowX === "hidden" || overflowX === "clip";
    return hides && visibility === "visible" && !(textOverflow === "ellipsis" && element.closest("[role=treegrid]"));
  };
  const frames = [...document.querySelectorAll("main *")].filter(
    (element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1 && hidden(element),
  );
  return frames.map((frame) => `${frame.id} ${(frame.textContent ?? "").slice(0, 80)}`);
}

/** Everything wrong with the page as it stands, in every size and both themes. */
export async function look(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await settle(page);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (beyond > 0) found.push(`${size.width} px, ${scheme}: ${beyond} px wider than the screen`);
      for (const cut of await page.evaluate(cutOff)) found.push(`${size.width} px, ${scheme}: cut off: ${cut}`);
      if (!READ_BY_AXE.has(size.width)) continue;
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      for (const { id, nodes } of violations) {
        const where = nodes.map(({ html }) => html.slice(0, 120)).join(" | ");
        found.push(`${size.width} px, ${scheme}: ${id}: ${where}`);
      }
    }
  }
  return found;
}
