import type { IncomingMessage } from 'node:http';
import type { Route } from './routes.js';

const BEARER = /^Bearer (\S+)$/i;
/** How long a key that was good is not looked up again, in milliseconds: a revoked one works this long at most. */
const REMEMBER_MS = 10_000;
const MOST_REMEMBERED = 1_000;

/** Decides who may call a deployment. */
export interface GatewayAccess {
  /** Whether callers have to show a key; theirs is then ours and not passed on to the server. */
  readonly wantsKey: boolean;
  /** Throws when it cannot be decided: the call is refused then. */
  allows(request: IncomingMessage, route: Route | undefined): boolean | Promise<boolean>;
}

/** For a hub that only this machine reaches: whoever passes the Host and Origin rules may call. */
export class DirectAccess implements GatewayAccess {
  readonly wantsKey = false;

  allows(): boolean {
    return true;
  }
}

export interface KeyChecks {
  /** Whether this is the key with that SHA-256. */
  matches(key: string, hash: string): boolean;
  /** Whether it is one of the hub's own API keys. */
  isHubKey(key: string): Promise<boolean>;
}

/** For a hub that others reach: the endpoint's own key, or one of the hub's. */
export class KeyedAccess implements GatewayAccess {
  readonly wantsKey = true;
  readonly #good = new Map<string, number>();

  constructor(readonly checks: KeyChecks) {}

  allows({ headers }: IncomingMessage, route: Route | undefined): boolean | Promise<boolean> {
    const key = BEARER.exec(headers.authorization ?? '')?.[1];
    if (key === undefined) return false;
    if (route?.keyHash && this.checks.matches(key, route.keyHash)) return true;
    if ((this.#good.get(key) ?? 0) > Date.now()) return true;
    return this.#lookUp(key);
  }

  async #lookUp(key: string): Promise<boolean> {
    this.#good.delete(key);
    if (!(await this.checks.isHubKey(key))) return false;
    if (this.#good.size >= MOST_REMEMBERED) this.#good.clear();
    this.#good.set(key, Date.now() + REMEMBER_MS);
    return true;
  }
}
