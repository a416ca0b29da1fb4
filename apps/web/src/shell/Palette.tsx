"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useDesk } from "../command/OrderDesk.tsx";
import { ORDERS } from "../command/order.ts";
import { useSection } from "../live/LiveDeck.tsx";
import { rememberTheme } from "../theme/theme.ts";
import { classes } from "../ui/classes.ts";
import { Modal } from "../ui/Modal.tsx";
import { PAGES } from "./pages.ts";

type Action = { readonly id: string; readonly label: string; readonly hint: string; readonly run: () => void };

/** Everything that can be done, by typing a part of its name. */
export function Palette({ onClose, onHelp }: { readonly onClose: () => void; readonly onHelp: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const actions = useActions(onClose, onHelp);
  const shown = actions.filter((action) => action.label.toLowerCase().includes(typed.trim().toLowerCase()));
  const active = Math.min(at, shown.length - 1);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((active + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === "Enter") shown[active]?.run();
    else return;
    event.preventDefault();
  };

  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title="Commands">
      <div className="grid gap-2 p-2">
        <input
          autoFocus
          role="combobox"
          aria-label="Command"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={shown[active] === undefined ? undefined : `palette-${shown[active].id}`}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          placeholder="Type a command…"
          className="w-full rounded-control border border-edge bg-bg px-2.5 py-2 placeholder:text-faint"
        />
        <ul id="palette-list" role="listbox" aria-label="Commands" className="grid max-h-80 overflow-y-auto">
          {shown.map((action, index) => (
            <li
              key={action.id}
              id={`palette-${action.id}`}
              role="option"
              aria-selected={index === active}
              onClick={action.run}
              onKeyDown={onKeyDown}
              onMouseMove={() => setAt(index)}
              className={classes(
                "flex cursor-pointer justify-between rounded-[4px] px-2.5 py-1.5",
                index === active && "bg-raised",
              )}
            >
              {action.label}
              <span className="font-mono text-[11px] text-faint">{action.hint}</span>
            </li>
          ))}
        </ul>
        {shown.length === 0 && <p className="px-2.5 pb-2 text-faint">No command has this name.</p>}
      </div>
    </Modal>
  );
}

function useActions(onClose: () => void, onHelp: () => void): readonly Action[] {
  const router = useRouter();
  const desk = useDesk();
  const positions = useSection("positions");
  return useMemo(() => {
    const closing = (run: () => void) => () => {
      onClose();
      run();
    };
    const levels = (["freeze", "reduce", "flatten", "resume"] as const)
      .filter((kind) => desk.may(kind))
      .map((kind) => {
        const { label, key } = ORDERS[kind];
        return { id: kind, label, hint: key === null ? "" : `⇧${key}`, run: closing(() => desk.ask({ kind })) };
      });
    const pairs = desk.may("close-pair")
      ? (positions ?? []).map(({ pairId, symbol }) => ({
          id: `close-${pairId}`,
          label: `Close pair ${symbol}`,
          hint: "",
          run: closing(() => desk.ask({ kind: "close-pair", pairId, symbol })),
        }))
      : [];
    const pages = PAGES.map((page) => ({
      id: page.path,
      label: `Go to ${page.label}`,
      hint: `g ${page.letter}`,
      run: closing(() => router.push(page.path)),
    }));
    const themes = (["light", "dark", "system"] as const).map((theme) => ({
      id: `theme-${theme}`,
      label: `Colours: ${theme}`,
      hint: "",
      run: closing(() => rememberTheme(theme)),
    }));
    return [...levels, ...pairs, ...pages, ...themes, { id: "keys", label: "Keys", hint: "?", run: onHelp }];
  }, [desk, positions, router, onClose, onHelp]);
}
