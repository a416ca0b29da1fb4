"use client";

import { useEffect, useRef } from "react";
import { directionOf } from "../format/number.ts";
import { classes } from "./classes.ts";

const FLASH_MS = 300;

const flashes = (): boolean => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A number that shows for a moment that it has changed. `raw` decides change and direction, `text` is read. */
export function Figure(props: {
  readonly raw: string | number;
  readonly text: string;
  readonly directed?: boolean;
  readonly className?: string;
}) {
  const { raw, text, directed = false } = props;
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(text);
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    if (!flashes()) return;
    element.current?.animate([{ backgroundColor: "var(--flash)" }, { backgroundColor: "transparent" }], FLASH_MS);
  }, [text]);
  const direction = directed ? directionOf(raw) : "level";
  return (
    <span
      ref={element}
      className={classes(
        "rounded-[3px]",
        direction === "up" && "gain",
        direction === "down" && "loss",
        props.className,
      )}
    >
      {text}
    </span>
  );
}
