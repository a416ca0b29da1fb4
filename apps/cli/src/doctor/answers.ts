import { type Finding, fail, warn, well } from "./finding.ts";

/** What a process of the installation said when it was asked. */
export type Answer =
  | { readonly kind: "answered"; readonly version: string; readonly note: string | null }
  | { readonly kind: "silent"; readonly reason: string };

/** `release`: the version of the sources that are here now. */
export function judgeAnswer(name: string, log: string, answer: Answer, release: string): Finding {
  if (answer.kind === "silent")
    return fail(name, `The ${name} does not answer (${answer.reason}).`, `See logs/${log} in the data folder.`);
  const { version, note } = answer;
  if (version !== release)
    return warn(
      name,
      `The ${name} runs ${version}, and what is here is ${release}.`,
      "Stop and start Evenkeel to run what is here.",
    );
  return well(name, `The ${name} answers, version ${version}${note === null ? "" : `, ${note}`}.`);
}
