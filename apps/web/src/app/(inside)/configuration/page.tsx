import type { Metadata } from "next";
import { Configuration } from "../../../configuration/Configuration.tsx";

export const metadata: Metadata = { title: "Configuration" };

export default function ConfigurationPage() {
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-3 p-2 md:p-4">
      <h1 className="text-[17px] font-semibold">Configuration</h1>
      <Configuration />
    </div>
  );
}
