import type { CallKind } from './call-kind.js';

/**
 * Kinds of bindings beyond plain HTTP, each in a folder of its name and loaded when it is first called.
 * A generated project holds the lines and the folders of the kinds that its tools use, one line each.
 */
export const BINDING_KINDS: Readonly<Record<string, () => Promise<CallKind>>> = {
  graphql: async () => (await import('./graphql/call.js')).callGraphql,
  subscription: async () => (await import('./subscription/call.js')).callSubscription,
};
