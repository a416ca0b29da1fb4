/** Where the engine is, and the key from `evenkeel token create`: by the environment, where no other user sees it. */
export function readEnv(): { readonly url: string; readonly apiKey: string } {
  const apiKey = process.env["EVENKEEL_API_KEY"] ?? "";
  if (apiKey === "") throw new Error("EVENKEEL_API_KEY is missing: make one with evenkeel token create.");
  return { url: process.env["EVENKEEL_ENGINE_URL"] ?? "http://localhost:4100", apiKey };
}
