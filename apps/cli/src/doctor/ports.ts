import { type Finding, fail, warn, well } from "./finding.ts";

export type PortFacts = {
  readonly name: string;
  /** What names another one at the next start. */
  readonly option: string;
  readonly port: number;
  readonly answers: boolean;
  /** Proven to be this installation's own. */
  readonly ours: boolean;
};

/** Of a running installation every port answers; of one that is not, every port is free, or held by what it left. */
export function judgePorts(ports: readonly PortFacts[], running: boolean): Finding[] {
  const list = (some: readonly PortFacts[]) => some.map(({ name, port }) => `${port} (${name})`).join(", ");
  const wrong = ports.filter(({ answers, ours }) => answers !== running && !ours);
  const left = ports.filter(({ ours }) => ours && !running);
  if (wrong.length === 0 && left.length === 0)
    return [well("ports", `${list(ports)} ${running ? "answer" : "are free"}.`)];
  if (wrong.length === 0)
    return [
      well("ports", `${list(left)} runs on without its launcher; the next start takes it over. The rest is free.`),
    ];
  if (running)
    return [
      fail("ports", `Nothing listens on ${list(wrong)}.`, "See the logs in the data folder, then stop and start it."),
    ];
  const options = wrong.map(({ option }) => `--${option}`).join(", ");
  return [
    warn("ports", `${list(wrong)} used by another program.`, `Stop that program, or start with another ${options}.`),
  ];
}
