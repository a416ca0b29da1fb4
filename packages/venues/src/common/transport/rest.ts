import type { VenueFailure } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { FamilyLimits, Governor, Priority } from "../budget/governor.ts";
import type { CcxtExchange, HttpHeaders, HttpMethod } from "./ccxt.ts";
import { classifyError, failure, type KindOfCode, timeout, VenueAnswer } from "./failure.ts";
import { type Timers, withDeadline } from "./timers.ts";

export type Parameters = Readonly<Record<string, string | number>>;

export type Endpoint = {
  readonly family: string;
  readonly weight: number;
  /** ccxt's name of the address family, such as `fapiPrivate`. */
  readonly api: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly signed: boolean;
  /** The family that counts how often this is called, beside its weight. */
  readonly counts: string | null;
};

/** Used weight of a family, and its limits where an answer tells those in force. */
export type ToldUse = { readonly family: string; readonly used: number; readonly limits: FamilyLimits | null };

/** What differs from venue to venue in plain request and answer traffic. */
export type RestDialect = {
  readonly kindOfCode: KindOfCode;
  /** What the venue says when the answer is no success. */
  readonly readRefusal: (
    status: number,
    parsed: unknown,
    headers: HttpHeaders,
  ) => {
    readonly code: string | null;
    readonly message: string;
    /** How long nothing may be asked any more; `null` where the venue does not say. */
    readonly retryAfterMs: number | null;
  } | null;
  /** Whether a refusal for too many calls counts the address, not the account. */
  readonly isOfAddress: (code: string) => boolean;
  /** What one answer's headers tell of its families. */
  readonly readUse: (url: string, headers: HttpHeaders) => readonly ToldUse[];
};

/** One call as a log tells it: no query, no body, no key. `status` is null where no answer came. */
export type VenueCall = {
  readonly family: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly status: number | null;
  /** The venue's own code of a refusal, or a transport code. */
  readonly code: string | null;
  readonly clientOrderId: string | null;
  /** Weight used in the family's running window, this call included. */
  readonly usedWeight: number;
  readonly ms: number;
};

export type RestOptions = {
  readonly exchange: CcxtExchange;
  readonly governor: Governor;
  readonly timers: Timers;
  readonly dialect: RestDialect;
  readonly hasKeys: boolean;
  readonly secrets: readonly string[];
  readonly receiveWindowMs: () => number;
  /** The longest deadline any call has just now. */
  readonly deadlineMsMax: () => number;
  readonly nowMs: () => number;
  /** A moment of our wall clock as the venue's clock showed it; ccxt's clock is never asked. */
  readonly venueTimeMs: (wallMs: number) => number;
  /** The venue took a request's time for wrong: until the clocks are compared anew it would refuse every other one too. */
  readonly onClockRefused: () => void;
  readonly onCall: (call: VenueCall) => void;
};

export type CallTerms = {
  readonly priority: Priority;
  readonly timeoutMs: number;
  readonly waitMsMax: number;
  /** A moment before the request leaves, where it may not outlive that moment's receive window. */
  readonly signedAt?: number;
};

export type Rest = {
  /** One attempt. Waits for weight only where `waitMsMax` allows it. */
  readonly call: (
    endpoint: Endpoint,
    parameters: Parameters,
    terms: CallTerms,
  ) => Promise<Result<unknown, VenueFailure>>;
  readonly lastError: (family: string) => string | null;
};

/** A venue that grants a call says so with this and no other. */
const STATUS_OK = 200;

const orderIdIn = ({ newClientOrderId, origClientOrderId, orderLinkId }: Parameters): string | null => {
  const named = newClientOrderId ?? origClientOrderId ?? orderLinkId;
  return named === undefined ? null : String(named);
};

/** Hooks of ccxt where status, headers and body of one answer are still together; it keeps them per instance only. */
function hookAnswers({ exchange, governor, dialect }: RestOptions): void {
  exchange.onRestResponse = (_status, _statusText, url, _method, headers, body) => {
    for (const { family, used, limits } of dialect.readUse(url, headers)) {
      if (limits !== null) governor.limit(family, limits);
      governor.observe(family, used);
    }
    return body.trim();
  };
  exchange.handleErrors = (status, _statusText, _url, _method, headers, _body, parsed) => {
    const refusal = dialect.readRefusal(status, parsed, headers);
    if (refusal !== null) throw new VenueAnswer(status, refusal.code, refusal.message, refusal.retryAfterMs);
    return true;
  };
}

export function createRest(options: RestOptions): Rest {
  const { exchange, governor, timers, dialect, receiveWindowMs } = options;
  const errors = new Map<string, string>();
  hookAnswers(options);

  const scrub = (found: VenueFailure): VenueFailure => {
    const message = options.secrets.reduce((text, secret) => text.replaceAll(secret, "***"), found.message);
    return { ...found, message };
  };

  async function attempt(
    endpoint: Endpoint,
    parameters: Parameters,
    { timeoutMs, signedAt }: CallTerms,
  ): Promise<Result<unknown, VenueFailure>> {
    const beganMs = performance.now();
    let status: number | null = null;
    exchange.timeout = options.deadlineMsMax();
    const timestamp = options.venueTimeMs(signedAt ?? options.nowMs());
    const signed = endpoint.signed ? { recvWindow: receiveWindowMs(), timestamp } : {};
    const request = exchange
      .request(endpoint.path, endpoint.api, endpoint.method, { ...parameters, ...signed })
      .then(ok, (error: unknown) => {
        if (error instanceof VenueAnswer) status = error.status;
        return err(classifyError(error, dialect.kindOfCode));
      });
    const answer = await withDeadline<Result<unknown, VenueFailure>>(request, timeoutMs, timers, () =>
      err(timeout(timeoutMs)),
    );
    const { family, method } = endpoint;
    options.onCall({
      family,
      method,
      path: `${endpoint.api}/${endpoint.path}`,
      status: answer.ok ? STATUS_OK : status,
      code: answer.ok ? null : answer.error.code,
      clientOrderId: orderIdIn(parameters),
      usedWeight: governor.use(family).used,
      ms: Math.round(performance.now() - beganMs),
    });
    return answer;
  }

  /** A call that finds weight in one of its families and none in the other has cost the first one's. */
  async function charge(endpoint: Endpoint, { priority, waitMsMax }: CallTerms): Promise<Result<void, VenueFailure>> {
    const grant = (family: string, weight: number) =>
      waitMsMax === 0 ? governor.take(family, weight, priority) : governor.wait(family, weight, priority, waitMsMax);
    const granted = await grant(endpoint.family, endpoint.weight);
    return granted.ok && endpoint.counts !== null ? grant(endpoint.counts, 1) : granted;
  }

  return {
    call: async (endpoint, parameters, terms) => {
      if (endpoint.signed && !options.hasKeys)
        return err(failure("authentication", "no-keys", "no API key is configured"));
      const { family, counts } = endpoint;
      const granted = await charge(endpoint, terms);
      if (!granted.ok) return granted;
      const answer = await attempt(endpoint, parameters, terms);
      if (answer.ok) return answer;
      if (answer.error.kind === "rate-limited")
        governor.pause((dialect.isOfAddress(answer.error.code) ? counts : null) ?? family, answer.error.retryAfterMs);
      if (answer.error.kind === "clock") options.onClockRefused();
      const found = scrub(answer.error);
      errors.set(family, `${endpoint.path}: ${found.code}`);
      return err(found);
    },
    lastError: (family) => errors.get(family) ?? null,
  };
}
