import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * Rewrites common.generated.ts from the ranked list of @zxcvbn-ts/language-common (MIT). Kept: the most common
 * words, which are found inside longer passwords, and everything long enough to be a password by itself.
 */
const WORDS_MAX = 5_000;
const WORD_LENGTH_MIN = 4;
const WHOLE_LENGTH_MIN = 10;
const LINE_LENGTH_MAX = 110;

const ranked = createRequire(import.meta.url)("@zxcvbn-ts/language-common/src/passwords.json") as string[];
const words = ranked.filter((word) => word.length >= WORD_LENGTH_MIN).slice(0, WORDS_MAX);
const whole = ranked.filter((word) => word.length >= WHOLE_LENGTH_MIN);
const kept = [...new Set([...words, ...whole])].filter((word) => /^[\x21-\x7e]+$/.test(word) && !/[\\`$]/.test(word));

const lines: string[] = [];
let line = "";
for (const word of kept) {
  if (line.length + word.length + 1 > LINE_LENGTH_MAX) {
    lines.push(line);
    line = "";
  }
  line = line === "" ? word : `${line} ${word}`;
}
lines.push(line);

const text = `// Written by scripts/generateCommonPasswords.ts from @zxcvbn-ts/language-common, MIT License:
// Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc., Copyright (c) 2021 @zxcvbn-ts.
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
// documentation files, to deal in the Software without restriction, provided that this notice is kept.
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND.
export const COMMON_PASSWORDS = \`
${lines.join("\n")}
\`;
`;
writeFileSync(new URL("../src/web/passwords/common.generated.ts", import.meta.url), text);
