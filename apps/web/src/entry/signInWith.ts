import { signIn } from "next-auth/react";

export type SignInResult = "done" | "refused" | "unreachable" | { readonly waitSeconds: number };
export type Credentials = { readonly name: string; readonly password: string; readonly code: string };

/** One form for every refusal: the server does not say which part was wrong, so this does not guess. */
export async function signInWith(credentials: Credentials): Promise<SignInResult> {
  const answer = await signIn("credentials", { ...credentials, redirect: false }).catch(() => null);
  if (answer === null || answer === undefined) return "unreachable";
  if (answer.ok && answer.error === undefined) return "done";
  const wait = /^wait-(\d+)$/.exec(answer.code ?? "");
  if (wait !== null) return { waitSeconds: Number(wait[1]) };
  return answer.code === "refused" ? "refused" : "unreachable";
}

export const signInText = (result: Exclude<SignInResult, "done">): string => {
  if (result === "refused") return "Name, password or code is not right.";
  if (result === "unreachable") return "The server did not answer. Try again.";
  return `Too many tries. Wait ${result.waitSeconds} s, then try again.`;
};
