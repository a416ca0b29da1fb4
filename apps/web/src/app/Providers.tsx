"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { type ReactNode, useState } from "react";

/** Dialogs lock scrolling by a style element of their own; it needs the page's nonce, read from this global. */
function useStyleNonce(nonce: string | null): void {
  useState(() => {
    if (typeof window !== "undefined" && nonce !== null) Object.assign(window, { __webpack_nonce__: nonce });
  });
}

export function Providers({ nonce, children }: { readonly nonce: string | null; readonly children: ReactNode }) {
  useStyleNonce(nonce);
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } }),
  );
  return (
    <QueryClientProvider client={queries}>
      <Tooltip.Provider>{children}</Tooltip.Provider>
    </QueryClientProvider>
  );
}
