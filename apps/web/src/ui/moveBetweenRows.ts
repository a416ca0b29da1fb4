import type { KeyboardEvent } from "react";

/** Arrows move between the rows' own buttons. A table inside a row has answered first. */
export function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.defaultPrevented) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-button]")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
}
