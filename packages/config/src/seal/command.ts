import { execFile } from "node:child_process";
import { err, ok, type Result } from "@evenkeel/core/units";
import { KEK_BYTES, Kek, type KekError, parseKekText } from "./kek.ts";

const COMMAND_MS_MAX = 15_000;
const OUTPUT_BYTES_MAX = 1_024;
const WORDS_MAX = 32;
/** A shell would give these a meaning; there is no shell here, so they would be taken literally and surprise. */
const SHELL_LETTERS = /["'`$\\|&;<>(){}*?~#]/;

/** The words of a command that is run without a shell: a program with its arguments, spaces between. */
export function commandWords(text: string): Result<readonly string[], KekError> {
  const words = text.trim().split(/\s+/);
  if (words[0] === "" || words.length > WORDS_MAX || SHELL_LETTERS.test(text))
    return err({
      code: "command-refused",
      message:
        "EVENKEEL_KEK_COMMAND is run without a shell: give a program and plain arguments with spaces between, or put the rest in a script.",
    });
  return ok(words);
}

/** Asks another program (a secret manager, a hardware module) for the key. What it prints is never shown or logged. */
export async function commandKek(
  text: string,
  environment: Readonly<Record<string, string>>,
  timeoutMs = COMMAND_MS_MAX,
): Promise<Result<Kek, KekError>> {
  const words = commandWords(text);
  if (!words.ok) return words;
  const [program = "", ...given] = words.value;
  const limits = { timeout: timeoutMs, maxBuffer: OUTPUT_BYTES_MAX, killSignal: "SIGKILL" } as const;
  const options = { ...limits, shell: false, env: environment } as const;
  return new Promise((resolve) => {
    const child = execFile(program, given, options, (error, stdout) => {
      if (error !== null)
        return resolve(err({ code: "command-failed", message: `${program} ${howItFailed(error, timeoutMs)}` }));
      const parsed = parseKekText(stdout);
      const shape = `${program} must print ${KEK_BYTES} bytes as base64 or hex, and nothing else.`;
      resolve(parsed.ok ? ok(new Kek("command", parsed.value)) : err({ code: "wrong-shape", message: shape }));
    });
    child.stdin?.end();
  });
}

/** Node's own message repeats what the program said; ours must not. */
function howItFailed(error: Error & { code?: unknown; killed?: boolean }, timeoutMs: number): string {
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `printed more than ${OUTPUT_BYTES_MAX} bytes.`;
  if (error.killed === true) return `gave no key within ${timeoutMs} ms.`;
  if (typeof error.code === "string") return `could not be started (${error.code}).`;
  const exit = typeof error.code === "number" ? `exit code ${error.code}` : "ended by a signal";
  return `failed (${exit}); what it printed is not shown.`;
}
