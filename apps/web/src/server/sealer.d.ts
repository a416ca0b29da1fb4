import type { Sealer } from "@evenkeel/api/web";
/** Seals under a key that follows from AUTH_SECRET. A new secret opens nothing that was sealed before. */
export declare function createSealer(authSecret: string): Sealer;
