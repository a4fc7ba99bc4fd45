import type { ToolDefinition } from '../../format.js';
import { actOf } from './acts.js';

/** Where an operation is found and how it acts, in the terms of HTTP. */
export interface Address {
  readonly method: string;
  readonly path: string;
}

const METHODS = { create: 'POST', list: 'GET', get: 'GET', update: 'PATCH', delete: 'DELETE', do: 'POST' };

/** A GraphQL field stands in a path of its own; the verb that its name begins with says what a mutation does. */
export function addressOf({ binding }: Pick<ToolDefinition, 'binding'>): Address {
  if (binding.kind === 'http') return { method: binding.method, path: binding.path };
  const { operationName, operationType } = binding;
  const act = operationType === 'mutation' ? (actOf(operationName) ?? 'do') : 'get';
  return { method: METHODS[act], path: `/${operationName}` };
}
