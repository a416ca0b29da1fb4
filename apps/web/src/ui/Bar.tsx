import { classes } from "./classes.ts";

/** A share drawn beside its number, which says the same. */
export function Bar({
  percent,
  tone = "sea",
}: {
  readonly percent: number;
  readonly tone?: "sea" | "warn" | "danger";
}) {
  const width = `${Math.max(0, Math.min(100, percent))}%`;
  const fill = tone === "sea" ? "bg-sea" : tone === "warn" ? "bg-warn" : "bg-danger";
  return (
    <span aria-hidden="true" className="ml-2 inline-block h-1.5 w-11 overflow-hidden rounded-full bg-edge align-middle">
      <span className={classes("block h-full", fill)} style={{ width }} />
    </span>
  );
}
