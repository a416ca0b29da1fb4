import type { ReactNode } from "react";

export const Kbd = ({ children }: { readonly children: ReactNode }) => (
  <kbd className="font-mono text-[11px]">{children}</kbd>
);
