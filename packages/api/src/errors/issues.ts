import { ZodError } from "zod";

const ISSUES_MAX = 10;
const TEXT_LENGTH_MAX = 200;

export function issuesOf(cause: unknown): { path: string; text: string }[] {
  if (!(cause instanceof ZodError)) return [];
  return cause.issues.slice(0, ISSUES_MAX).map((issue) => ({
    path: issue.path.map(String).join(".").slice(0, TEXT_LENGTH_MAX),
    text: issue.message.slice(0, TEXT_LENGTH_MAX),
  }));
}
