"use client";

import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export function Modal(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const described = props.description === undefined ? { "aria-describedby": undefined } : {};
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[#000]/55" />
        <Dialog.Content
          {...described}
          className={classes(
            "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(30rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-panel border border-edge bg-panel shadow-2xl",
            props.className,
          )}
        >
          <Dialog.Title className="border-b border-line px-4 py-3 text-[15px] font-semibold">
            {props.title}
          </Dialog.Title>
          {props.description !== undefined && (
            <Dialog.Description className="px-4 pt-3 text-dim">{props.description}</Dialog.Description>
          )}
          <div className="overflow-y-auto">{props.children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
