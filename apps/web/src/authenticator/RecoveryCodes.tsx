"use client";

import { useState } from "react";
import { Button } from "../ui/Button.tsx";

const FILE_NAME = "evenkeel-recovery-codes.txt";

/** The only time they are seen: taken along before going on. */
export function RecoveryCodes(props: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const [copied, setCopied] = useState<"no" | "yes" | "failed">("no");
  const text = props.codes.join("\n");
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied("yes"),
      () => setCopied("failed"),
    );
  };
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([`Evenkeel recovery codes, each for one sign-in\n\n${text}\n`]));
    Object.assign(document.createElement("a"), { href: address, download: FILE_NAME }).click();
    URL.revokeObjectURL(address);
  };
  return (
    <section aria-labelledby="recovery-title" className="grid gap-3">
      <h2 id="recovery-title" className="font-semibold">
        Your recovery codes
      </h2>
      <p className="text-dim">
        Each signs you in once, in place of a code, when the phone is lost. They are shown this once: keep them apart
        from the phone.
      </p>
      <ol className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-control border border-edge bg-bg p-3 font-mono min-[440px]:grid-cols-2">
        {props.codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-2 max-md:*:h-11">
        <Button onClick={copy}>Copy</Button>
        <Button onClick={save}>Save as a file</Button>
        <Button tone="primary" onClick={props.onKept} className="ml-auto">
          I have kept them
        </Button>
      </div>
      <p role="status" className="min-h-5 text-label text-faint">
        {copied === "yes" && "Copied."}
        {copied === "failed" && "The browser did not let this page copy; select them by hand."}
      </p>
    </section>
  );
}
