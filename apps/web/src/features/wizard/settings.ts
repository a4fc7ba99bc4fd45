import type { Draft } from './draft';

/** Body of a deployment, or of a change of one, as the draft says. */
export interface Settings {
  readonly variables: Readonly<Record<string, string>>;
  readonly upstreamBaseUrl?: string;
  readonly limits: { readonly memoryMb: number; readonly cpus: number };
  readonly replicas: number;
  readonly idleMinutes: number | null;
  readonly smokeCalls: readonly { readonly tool: string; readonly arguments: object }[];
}

export function settingsOf(draft: Draft, secrets: Readonly<Record<string, string>>): Settings {
  const given = Object.entries({ ...draft.variables, ...secrets }).filter(([, value]) => value !== '');
  return {
    variables: Object.fromEntries(given),
    ...(draft.upstreamBaseUrl === '' ? {} : { upstreamBaseUrl: draft.upstreamBaseUrl.trim() }),
    limits: { memoryMb: Number(draft.memoryMb), cpus: Number(draft.cpus) },
    replicas: Number(draft.replicas),
    idleMinutes: draft.idleMinutes === '' ? null : Number(draft.idleMinutes),
    smokeCalls:
      draft.smokeTool === '' || argumentsFault(draft.smokeArguments)
        ? []
        : [{ tool: draft.smokeTool, arguments: JSON.parse(draft.smokeArguments) as object }],
  };
}

/** Whether a text is no JSON object. */
export function argumentsFault(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value !== 'object' || value === null || Array.isArray(value);
  } catch {
    return true;
  }
}
