"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useDesk } from "../command/OrderDesk.tsx";
import { type KeyMap, useKeys } from "../keys/useKeys.ts";
import { KeyHelp } from "./KeyHelp.tsx";
import { Palette } from "./Palette.tsx";
import { PAGES } from "./pages.ts";
import { TABLE_FILTER_ID } from "./tableFilter.ts";

type Open = "help" | "palette" | null;

export function ShellKeys() {
  const router = useRouter();
  const desk = useDesk();
  const [open, setOpen] = useState<Open>(null);
  const keys = useMemo<KeyMap>(
    () => ({
      "?": () => setOpen("help"),
      "mod+k": () => setOpen("palette"),
      ":": () => setOpen("palette"),
      "/": () => document.getElementById(TABLE_FILTER_ID)?.focus(),
      "shift+f": () => desk.ask({ kind: "freeze" }),
      "shift+r": () => desk.ask({ kind: "reduce" }),
      "shift+x": () => desk.ask({ kind: "flatten" }),
      ...Object.fromEntries(PAGES.map((page) => [`g ${page.letter}`, () => router.push(page.path)])),
    }),
    [router, desk],
  );
  useKeys(keys);
  const close = (): void => setOpen(null);
  if (open === "help") return <KeyHelp onClose={close} />;
  if (open === "palette") return <Palette onClose={close} onHelp={() => setOpen("help")} />;
  return null;
}
