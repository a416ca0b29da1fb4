import type { Rule } from "../rule.ts";
import { alarms } from "./alarms.ts";
import { cycles } from "./cycles.ts";
import { deepImports } from "./deep-imports.ts";
import { documentPaths } from "./document-paths.ts";
import { environment } from "./environment.ts";
import { fileLength } from "./file-length.ts";
import { importDirection } from "./import-direction.ts";
import { machinePaths } from "./machine-paths.ts";
import { manifests } from "./manifests.ts";
import { purity } from "./purity.ts";
import { silentTests } from "./silent-tests.ts";
import { withdraw } from "./withdraw.ts";
import { words } from "./words.ts";

export const RULES: readonly Rule[] = [
  importDirection,
  deepImports,
  purity,
  cycles,
  fileLength,
  words,
  silentTests,
  withdraw,
  machinePaths,
  environment,
  manifests,
  documentPaths,
  alarms,
];
