"use client";

import { useEffect } from "react";

/** Pause between `g` and the letter that says where. */
const CHORD_MS_MAX = 1_200;

export type KeyMap = Readonly<Record<string, () => void>>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const nameOf = (event: KeyboardEvent): string => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const letter = /^[a-z]$/.test(key);
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.shiftKey && letter ? "shift+" : ""}${key}`;
};

/** Keys of the whole page: "shift+f", "mod+k", "?", and "g d" for two in a row. Silent while typing or in a dialog. */
export function useKeys(keys: KeyMap): void {
  useEffect(() => {
    let chord: { readonly key: string; readonly atMs: number } | null = null;
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || event.repeat || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      const name = nameOf(event);
      const pair = chord !== null && event.timeStamp - chord.atMs < CHORD_MS_MAX ? `${chord.key} ${name}` : null;
      chord = name === "g" && pair === null ? { key: "g", atMs: event.timeStamp } : null;
      const act = (pair === null ? undefined : keys[pair]) ?? keys[name];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [keys]);
}
