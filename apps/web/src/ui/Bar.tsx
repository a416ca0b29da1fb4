import { classes } from "./classes.ts";

/** A share drawn beside its number, which says the same. */
export function Bar({
  percent,
  tone = "sea",
  size = "ml-2 w-11",
}: {
  readonly percent: number;
  readonly tone?: "sea" | "warn" | "danger";
  readonly size?: string;
}) {
  const width = `${Math.max(0, Math.min(100, percent))}%`;
  const fill = tone === "sea" ? "bg-sea" : tone === "warn" ? "bg-warn" : "bg-danger";
  return (
    <span
      aria-hidden="true"
      className={classes("inline-block h-1.5 overflow-hidden rounded-full bg-edge align-middle", size)}
    >
      <span className={classes("block h-full", fill)} style={{ width }} />
    </span>
  );
}
