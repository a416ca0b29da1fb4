import type { Metadata } from "next";
import { Execution } from "../../../execution/Execution.tsx";

export const metadata: Metadata = { title: "Execution" };

export default function ExecutionPage() {
  return <Execution />;
}
