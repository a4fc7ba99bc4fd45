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

/** While the API is waited for, tells a client that asked for progress how many seconds have gone by. */
export async function withHeartbeat<Result>(
  context: ServerContext,
  work: () => Promise<Result>,
): Promise<Result> {
  if (tokenOf(context.mcpReq) === undefined) return work();
  const started = performance.now();
  const beat = () => {
    const progress = Math.round((performance.now() - started) / 1000);
    void reportProgress(context, { progress, message: `Waiting for the API: ${progress} s` });
    timer = setTimeout(beat, EVERY_MS);
  };
  let timer = setTimeout(beat, FIRST_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

function tokenOf({ _meta: meta }: ServerContext['mcpReq']): string | number | undefined {
  return meta?.progressToken;
}
