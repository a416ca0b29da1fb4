import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

export type ButtonTone = "plain" | "primary" | "stop" | "danger" | "quiet";

const TONES: Readonly<Record<ButtonTone, string>> = {
  plain: "border-edge bg-raised text-text hover:border-dim",
  primary: "border-sea bg-sea text-bg font-medium hover:opacity-90",
  stop: "border-danger bg-panel text-danger hover:bg-(--danger-fill) hover:text-on-danger hover:border-transparent",
  danger: "border-transparent bg-(--danger-fill) text-on-danger font-medium hover:opacity-90",
  quiet: "border-transparent bg-transparent text-dim hover:text-text hover:bg-raised",
};

export function Button({
  tone = "plain",
  dense = false,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { tone?: ButtonTone; dense?: boolean }) {
  return (
    <button
      type={type}
      className={classes(
        "inline-flex items-center justify-center gap-2 rounded-control border px-2.5 whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55",
        dense ? "py-0 text-label" : "py-1",
        TONES[tone],
        className,
      )}
      {...rest}
    />
  );
}
