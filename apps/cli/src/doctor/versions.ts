import { type Finding, fail, warn, well } from "./finding.ts";

export type VersionFacts = {
  /** Of the process that runs this. */
  readonly node: string;
  readonly nodePinned: string;
  readonly pnpmPinned: string;
  /** What installed the packages that are there; null without any. */
  readonly installedBy: string | null;
  /** Whether what is installed is what the lockfile names. */
  readonly asLocked: boolean;
};

const NODE_MAJOR_MIN = 24;
const INSTALL = "Run npm start, which installs what pnpm-lock.yaml names.";

export function judgeVersions(facts: VersionFacts): Finding[] {
  return [judgeNode(facts), judgePackages(facts)];
}

function judgeNode({ node, nodePinned }: VersionFacts): Finding {
  if (node === nodePinned) return well("node", `Node ${node} is the pinned one.`);
  if (Number(node.split(".")[0]) < NODE_MAJOR_MIN)
    return fail("node", `Node ${node} cannot run this; ${nodePinned} is pinned.`, INSTALL);
  return warn("node", `Node ${node} is not the pinned ${nodePinned}, with which everything was tested.`, INSTALL);
}

function judgePackages({ installedBy, pnpmPinned, asLocked }: VersionFacts): Finding {
  if (installedBy === null) return fail("packages", "No packages are installed.", INSTALL);
  if (!asLocked) return fail("packages", "The installed packages are not those pnpm-lock.yaml names.", INSTALL);
  const wanted = `pnpm@${pnpmPinned}`;
  return installedBy === wanted
    ? well("packages", `The packages are as locked, installed by ${wanted}.`)
    : warn("packages", `The packages are as locked, but ${installedBy} installed them, not ${wanted}.`, INSTALL);
}
