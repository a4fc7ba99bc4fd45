import type { ServerContext } from '@modelcontextprotocol/server';

/** A client that hears nothing for a minute gives up; the first word comes soon. */
const FIRST_MS = 1_000;
const EVERY_MS = 5_000;

/** Reports progress of one request, if its client asked for it; a report that fails is no failure of the request. */
export async function reportProgress(
  { mcpReq }: ServerContext,
  report: { readonly progress: number; readonly total?: number; readonly message?: string },
): Promise<void> {
  const progressToken = tokenOf(mcpReq);
  if (progressToken === undefined) return;
  await mcpReq
    .notify({ method: 'notifications/progress', params: { progressToken, ...report } })
    .catch(() => undefined);
}

/** Tells how far the work has come. */
export type Tell = (message: string) => void;

export const TELL_NOBODY: Tell = () => undefined;

/**
 * While the API is waited for, tells a client that asked for progress how many seconds have gone by, and at once what
 * the work itself has to tell.
 */
export async function withHeartbeat<Result>(
  context: ServerContext,
  work: (tell: Tell) => Promise<Result>,
): Promise<Result> {
  if (tokenOf(context.mcpReq) === undefined) return work(TELL_NOBODY);
  const started = performance.now();
  let last = 0;
  const report = (message: string) => {
    // Each report has to be further than the one before (MCP, "Progress").
    const progress = Math.max((performance.now() - started) / 1000, last + 0.001);
    last = Math.round(progress * 1000) / 1000;
    void reportProgress(context, { progress: last, message });
  };
  const beat = () => {
    report(`Waiting for the API: ${Math.round((performance.now() - started) / 1000)} s`);
    timer = setTimeout(beat, EVERY_MS);
  };
  let timer = setTimeout(beat, FIRST_MS);
  try {
    return await work(report);
  } finally {
    clearTimeout(timer);
  }
}

function tokenOf({ _meta: meta }: ServerContext['mcpReq']): string | number | undefined {
  return meta?.progressToken;
}
