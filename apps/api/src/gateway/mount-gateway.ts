import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { RelayClient } from '#lib/container-runtime';
import { CallMeter, RouteFeed } from '#lib/deployment';
import { AppError } from '#lib/diagnostics';
import { DirectAccess, isMcpPath, KeyedAccess, McpGateway, Routes, type GatewayAccess } from '#lib/gateway';
import { IdentityService } from '#lib/identity';
import { hashToken, newToken, tokenMatches, type AppConfig } from '#lib/platform';
import { isLoopbackOnly, isOwnHost } from '../http/own-host.js';

/** A call waits this long for a paused server, in milliseconds. */
const WAKE_TIMEOUT_MS = 20_000;
const PRUNE_MS = 5_000;

export interface MountedGateway {
  /** For calls of this process itself; it works as long as the process. */
  readonly ownKey: string;
  close(): Promise<void>;
}

/** Puts the gateway before Nest on the application's server: a call of a tool passes neither middleware nor guards. */
export function mountGateway(app: NestExpressApplication, config: AppConfig): MountedGateway {
  const server = app.getHttpServer() as Server;
  const feed = app.get(RouteFeed);
  const meter = app.get(CallMeter);
  const ownKey = newToken('twp');
  const gateway = new McpGateway({
    routes: app.get(Routes),
    connector: app.get(RelayClient).connector,
    isOwnHost: isOwnHost(config),
    access: accessTo(config, app.get(IdentityService), hashToken(ownKey)),
    refresh: (key) => feed.refresh(key),
    wake: (id) => feed.wake(id),
    wakeTimeoutMs: WAKE_TIMEOUT_MS,
    onCall: (id) => feed.noteCall(id),
    onCallEnd: (end) => meter.note(end),
    onUnreachable: (id) => feed.noteUnreachable(id),
  });
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isMcpPath(request.url)) return void gateway.handle(request, response);
    for (const listener of others) listener(request, response as never);
  });
  const pruning = setInterval(() => gateway.prune(), PRUNE_MS).unref();
  return {
    ownKey,
    close: async () => {
      clearInterval(pruning);
      await gateway.close();
    },
  };
}

function accessTo(config: AppConfig, identity: IdentityService, ownKeyHash: string): GatewayAccess {
  if (isLoopbackOnly(config)) return new DirectAccess();
  return new KeyedAccess({
    matches: tokenMatches,
    isHubKey: async (key) => {
      if (tokenMatches(key, ownKeyHash)) return true;
      try {
        await identity.authenticate(key);
        return true;
      } catch (error) {
        // Anything else, such as a database that is away, is no answer, and the call is refused as such.
        if (error instanceof AppError && error.code === 'unauthenticated') return false;
        throw error;
      }
    },
  });
}
