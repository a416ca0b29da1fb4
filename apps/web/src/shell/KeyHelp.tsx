"use client";

import { Modal } from "../ui/Modal.tsx";
import { PAGES } from "./pages.ts";

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["?", "This list"],
  ["⌘K  Ctrl K  :", "Command palette"],
  ["⇧F", "Freeze: no new risk"],
  ["⇧R", "Reduce: unwind pairs together"],
  ["⇧X", "Flatten: cancel and close everything"],
  ...PAGES.map((page) => [`g ${page.letter}`, `Go to ${page.label}`] as const),
  ["/", "Filter the opportunities"],
  ["↑ ↓ Home End", "Move in a table"],
  ["Enter", "Open or close a row"],
  ["Esc", "Close, or leave the filter"],
];

export const KeyHelp = ({ onClose }: { readonly onClose: () => void }) => (
  <Modal open onOpenChange={(open) => !open && onClose()} title="Keys">
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-2 px-4 py-3">
      {KEYS.map(([keys, does]) => (
        <div key={keys} className="contents">
          <dt className="font-mono text-dim">{keys}</dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </Modal>
);
