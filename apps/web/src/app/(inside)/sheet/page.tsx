import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findSignedIn } from "../../../server/caller.ts";
import { readSheet } from "../../../server/sheet.ts";
import { Sheet } from "../../../sheet/Sheet.tsx";

export const metadata: Metadata = { title: "Flatten by hand" };
export const dynamic = "force-dynamic";

/** Made whole on the server: once it is loaded it needs neither script nor engine, nor a screen. */
export default async function SheetPage() {
  const signedIn = await findSignedIn();
  if (signedIn === null) redirect("/sign-in");
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-3 p-2 md:p-4 print:max-w-none print:p-0">
      <h1 className="text-[17px] font-semibold">Flatten by hand</h1>
      <Sheet view={await readSheet(signedIn)} />
    </div>
  );
}
