import { cookies } from "next/headers";
import { readEnv } from "../env.ts";

/** As long as browsers keep any. */
const LIFE_SECONDS = 400 * 86_400;
const isSecure = (): boolean => readEnv().AUTH_URL.startsWith("https:");
const cookieName = (): string => `${isSecure() ? "__Host-" : ""}evenkeel-device`;

/** What this browser kept from its last sign-in: it is not delayed by what others try. Opens nothing. */
export const readDeviceCookie = async (): Promise<string | null> => (await cookies()).get(cookieName())?.value ?? null;

export async function keepDeviceCookie(value: string): Promise<void> {
  (await cookies()).set(cookieName(), value, {
    httpOnly: true,
    sameSite: "strict",
    secure: isSecure(),
    path: "/",
    maxAge: LIFE_SECONDS,
  });
}
