import { runDocumentSchema, type RunDocument } from '../../shared/run/document.ts';
import type { PromptRequest } from '../../shared/run/request.ts';

/** The API as a program uses it. */
export interface Client {
  /** The run as it was accepted; the same key makes the same run, however often it is posted. */
  post(request: PromptRequest, idempotencyKey?: string): Promise<RunDocument>;
  /** The run as it is; with `waitSeconds` as soon as it has ended or the time is over. */
  read(runId: string, waitSeconds?: number): Promise<RunDocument>;
  /** The run once it has ended. */
  ended(runId: string, signal?: AbortSignal): Promise<RunDocument>;
  cancel(runId: string): Promise<RunDocument>;
  /** Whether everything after the end, such as the completion event, is done too. */
  closed(runId: string): Promise<boolean>;
  download(href: string): Promise<Uint8Array>;
}

/** What the API refused, in its own words. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const waitSeconds = 25;
const terminal = new Set<string>(['succeeded', 'clarified', 'failed', 'cancelled']);
export const hasEnded = (run: RunDocument): boolean => terminal.has(run.status);

export function createClient(url: string): Client {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, url), init);
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as { detail?: string; title?: string } | null;
    throw new ApiError(
      response.status,
      problem?.detail ?? problem?.title ?? `the host answered ${response.status}`,
    );
  }
  const document = async (path: string, init?: RequestInit): Promise<RunDocument> =>
    runDocumentSchema.parse(await (await call(path, init)).json());
  const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const read = (runId: string, seconds = 0, signal?: AbortSignal): Promise<RunDocument> =>
    document(`/runs/${runId}`, {
      headers: seconds === 0 ? {} : { prefer: `wait=${seconds}` },
      ...(signal !== undefined && { signal }),
    });

  return {
    post: (request, idempotencyKey) =>
      document(
        '/prompt',
        json(request, idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ),
    read,
    async ended(runId, signal) {
      for (;;) {
        const run = await read(runId, waitSeconds, signal);
        if (hasEnded(run)) return run;
      }
    },
    cancel: (runId) => document(`/runs/${runId}/cancel`, json({})),
    async closed(runId) {
      const page = (await (await call(`/runs/${runId}/events?after=1000000`)).json()) as { closed: boolean };
      return page.closed;
    },
    async download(href) {
      return new Uint8Array(await (await call(href)).arrayBuffer());
    },
  };
}
