"use client";

import { errorOf } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";

type Query = {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
};

/** Waiting and failure of a list, said the same way everywhere. */
export function QueryState({ query }: { readonly query: Query }) {
  if (query.isPending)
    return (
      <div aria-hidden="true" className="grid gap-2 p-3">
        <span className="skeleton h-5" />
        <span className="skeleton h-5" />
      </div>
    );
  if (!query.isError) return null;
  return (
    <p role="alert" className="flex items-center gap-3 p-3 text-danger">
      {errorOf(query.error)?.message ?? "The server did not answer."}
      <Button onClick={() => void query.refetch()}>Try again</Button>
    </p>
  );
}
