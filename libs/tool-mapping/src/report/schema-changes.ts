import type { ObjectSchema } from '#lib/server-runtime';
import { SchemaComparison } from './schema-comparison.js';
import { grave, harmless, type ChangeReason } from './change-reason.js';

/** What a client that knows the earlier arguments has to know about the later ones; JSON Schema 2020-12. */
export function inputChanges(before: ObjectSchema, after: ObjectSchema): ChangeReason[] {
  const reasons = new SchemaComparison(before, after).reasons();
  return reasons.length > 0 ? reasons : [harmless('What is said about its arguments reads differently.')];
}

/** A result that a client reads: what it held may not be gone. Everything else about it is told by the result. */
export function outputChanges(
  before: ObjectSchema | undefined,
  after: ObjectSchema | undefined,
): ChangeReason[] {
  if (before === undefined) return [harmless('Its result is described now.')];
  if (after === undefined) return [grave('Its result is no longer structured.')];
  const gone = Object.keys(before.properties).filter((key) => !(key in after.properties));
  return gone.length > 0
    ? gone.map((key) => grave(`Its result no longer holds ${JSON.stringify(key)}.`))
    : [harmless('Its result is described differently.')];
}
