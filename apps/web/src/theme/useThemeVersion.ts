"use client";

import { useEffect, useState } from "react";

/** Grows when the colours change, for what is painted and not styled. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const grow = (): void => setVersion((before) => before + 1);
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", grow);
    window.addEventListener("evenkeel-theme", grow);
    return () => {
      system.removeEventListener("change", grow);
      window.removeEventListener("evenkeel-theme", grow);
    };
  }, []);
  return version;
}
