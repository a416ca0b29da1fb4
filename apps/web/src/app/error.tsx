"use client";

import { Button } from "../ui/Button.tsx";

/** What happened, what is safe, what to do. */
export default function ErrorPage({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid max-w-md gap-3 rounded-panel border border-danger bg-panel p-6">
        <h1 className="text-[17px] font-semibold">This page failed</h1>
        <p className="text-dim">
          Only the page: the engine is another process and goes on by its rules. Your positions are as they were.
        </p>
        <Button tone="primary" onClick={reset} className="justify-self-start">
          Load it again
        </Button>
      </div>
    </main>
  );
}
