/** The runtime's name is filled in by the build, so that the check stays out of the edge bundle. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { checkEnvironment } = await import("./checkEnvironment.ts");
  checkEnvironment();
}
