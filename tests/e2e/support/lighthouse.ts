import lighthouse from "lighthouse";

export type Scores = Readonly<Record<string, number>>;

const CATEGORIES = ["accessibility", "best-practices"];

/** Scores from 0 to 100, and what cost points, of a page of a browser that listens on `port`. */
export async function scoresOf(
  url: string,
  port: number,
  cookie: string,
): Promise<{ readonly scores: Scores; readonly lost: readonly string[] }> {
  const result = await lighthouse(url, {
    port,
    logLevel: "error",
    onlyCategories: CATEGORIES,
    formFactor: "desktop",
    screenEmulation: { mobile: false, width: 1_440, height: 900, deviceScaleFactor: 1, disabled: false },
    // No speed is scored and nothing is slowed down: named so, a page is done after one second of quiet, not after five.
    throttlingMethod: "simulate",
    throttling: { cpuSlowdownMultiplier: 1 },
    disableFullPageScreenshot: true,
    extraHeaders: { Cookie: cookie },
  });
  if (result === undefined) throw new Error(`Lighthouse said nothing about ${url}`);
  const { categories, audits, finalDisplayedUrl } = result.lhr;
  if (finalDisplayedUrl !== url) throw new Error(`Lighthouse was sent from ${url} to ${finalDisplayedUrl}`);
  const scores = Object.fromEntries(CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]));
  const counted = CATEGORIES.flatMap((name) => categories[name]?.auditRefs ?? []).filter(({ weight }) => weight > 0);
  const lost = counted.flatMap(({ id }) => {
    const audit = audits[id];
    return audit?.score !== null && (audit?.score ?? 0) < 1 ? [`${id}: ${audit?.title ?? ""}`] : [];
  });
  return { scores, lost };
}
