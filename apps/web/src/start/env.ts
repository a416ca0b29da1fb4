import type { Instrumentation } from "next";

/** The runtime's name is filled in by the build, so that what follows stays out of the edge bundle. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { checkEnvironment } = await import("./checkEnvironment.ts");
  checkEnvironment();
  const { openTelemetry } = await import("../server/telemetry.ts");
  await openTelemetry();
}

export const onRequestError: Instrumentation.onRequestError = async (error) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { reportError } = await import("../server/telemetry.ts");
  reportError(error);
};
