export type Level = "ok" | "warn" | "fail";

/** One sentence about one thing; with what to do about it unless it is well. */
export type Finding = {
  readonly id: string;
  readonly level: Level;
  readonly text: string;
  readonly remedy: string | null;
};

export const well = (id: string, text: string): Finding => ({ id, level: "ok", text, remedy: null });
export const warn = (id: string, text: string, remedy: string): Finding => ({ id, level: "warn", text, remedy });
export const fail = (id: string, text: string, remedy: string): Finding => ({ id, level: "fail", text, remedy });

export function worst(findings: readonly Finding[]): Level {
  if (findings.some(({ level }) => level === "fail")) return "fail";
  return findings.some(({ level }) => level === "warn") ? "warn" : "ok";
}
