import { useCallback, useSyncExternalStore } from 'react';
import type { ToolMode } from './types';

/** What is changed about one operation's tool, and not yet sent to the hub. */
export interface ToolEdit {
  readonly enabled?: boolean;
  readonly name?: string;
  readonly description?: string;
}

/** What was chosen for an API so far, but for secrets. */
export interface Draft {
  /** By operation. */
  readonly edits: Readonly<Record<string, ToolEdit>>;
  readonly upstreamBaseUrl: string;
  /** Variables of the server's address. */
  readonly variables: Readonly<Record<string, string>>;
  readonly smokeTool: string;
  readonly smokeArguments: string;
  readonly mode: ToolMode;
  readonly template: string;
  readonly replicas: string;
  readonly idleMinutes: string;
  readonly memoryMb: string;
  readonly cpus: string;
  /** Whether to deploy as soon as the project is there. */
  readonly isDeploying: boolean;
}

const EMPTY: Draft = {
  edits: {},
  upstreamBaseUrl: '',
  variables: {},
  smokeTool: '',
  smokeArguments: '{}',
  mode: 'tools',
  template: 'node-server',
  replicas: '1',
  idleMinutes: '',
  memoryMb: '256',
  cpus: '1',
  isDeploying: false,
};

const drafts = new Map<string, Draft>();
const secrets = new Map<string, Readonly<Record<string, string>>>();
const NO_SECRETS: Readonly<Record<string, string>> = {};
const listeners = new Set<() => void>();

const keyOf = (apiId: string) => `wizard:${apiId}`;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** The same object until it changes. */
export function draftOf(apiId: string): Draft {
  const known = drafts.get(apiId);
  if (known !== undefined) return known;
  const draft = { ...EMPTY, ...stored(keyOf(apiId)) };
  drafts.set(apiId, draft);
  return draft;
}

export function changeDraft(apiId: string, change: Partial<Draft>): void {
  const draft = { ...draftOf(apiId), ...change };
  drafts.set(apiId, draft);
  store(keyOf(apiId), draft);
  tell();
}

export function useDraft(apiId: string): [Draft, (change: Partial<Draft>) => void] {
  const draft = useSyncExternalStore(subscribe, () => draftOf(apiId));
  const change = useCallback((part: Partial<Draft>) => changeDraft(apiId, part), [apiId]);
  return [draft, change];
}

/** Credentials stay in this page's memory: a reload forgets them, and no storage ever holds them. */
export function secretsOf(apiId: string): Readonly<Record<string, string>> {
  return secrets.get(apiId) ?? NO_SECRETS;
}

export function useSecrets(
  apiId: string,
): [Readonly<Record<string, string>>, (name: string, value: string) => void] {
  const held = useSyncExternalStore(subscribe, () => secretsOf(apiId));
  const set = useCallback(
    (name: string, value: string) => {
      secrets.set(apiId, { ...secretsOf(apiId), [name]: value });
      tell();
    },
    [apiId],
  );
  return [held, set];
}

/** What a form of the first step holds, by its name. */
export function storedText(name: string): string {
  const { text } = stored(`wizard:source:${name}`) as { text?: string };
  return text ?? '';
}

export function storeText(name: string, text: string): void {
  store(`wizard:source:${name}`, { text });
}

function stored(key: string): object {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? '{}') as object | null) ?? {};
  } catch {
    return {};
  }
}

/** A browser may have no room or refuse: then the page's memory alone keeps it. */
function store(key: string, value: object): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    sessionStorage.removeItem(key);
  }
}
