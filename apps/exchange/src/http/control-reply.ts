export interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

export const problem = (message: string, status = 400): ControlReply => ({ status, body: { error: message } });
