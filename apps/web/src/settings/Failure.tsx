import { errorOf, failureText } from "../trpc/webClient.ts";

/** What a change failed with; nothing where it did not, or where its author thought better of it. */
export function Failure({ error }: { readonly error: unknown }) {
  if (error === null || errorOf(error)?.code === "NOT_CONFIRMED") return null;
  return (
    <p role="alert" className="px-3 py-2 text-danger">
      {failureText(error)}
    </p>
  );
}
