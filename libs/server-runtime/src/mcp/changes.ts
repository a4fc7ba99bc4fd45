import type { Server } from '@modelcontextprotocol/server';
import type { StartedServer } from '../custom.js';

type Change = { readonly kind: 'resources' } | { readonly kind: 'resource'; readonly uri: string };

/** Passes on what the owner's code says has changed, to whoever serves clients just now. */
export class Changes implements StartedServer {
  readonly #listeners = new Set<(change: Change) => void>();

  resourceUpdated(uri: string): void {
    this.#tell({ kind: 'resource', uri });
  }

  resourcesChanged(): void {
    this.#tell({ kind: 'resources' });
  }

  /** @returns Ends it */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Answers `resources/subscribe` of older clients; gives what the connection is to be told about. */
export function serveSubscriptions(server: Server): ReadonlySet<string> {
  const watched = new Set<string>();
  server.setRequestHandler('resources/subscribe', ({ params }) => {
    watched.add(params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    watched.delete(params.uri);
    return {};
  });
  return watched;
}

/**
 * Tells the client of one lasting connection, until it closes. Newer clients are told what they listen for, which the
 * SDK picks out; older ones what is in `watched`.
 */
export function tellClient(server: Server, changes: Changes, watched?: ReadonlySet<string>): void {
  const end = changes.listen((change) => {
    if (change.kind === 'resources') return void server.sendResourceListChanged().catch(ignore);
    if (watched?.has(change.uri) ?? true) void server.sendResourceUpdated({ uri: change.uri }).catch(ignore);
  });
  Object.assign(server, { onclose: end });
}

/** A client that went away needs no notice. */
function ignore(): void {}
