import { z } from 'zod';

/** Extension members (`x-…`) are allowed everywhere; anything else unknown is a mistake to tell. */
function extensible<T extends z.ZodRawShape>(shape: T) {
  const known = new Set(Object.keys(shape));
  return z.looseObject(shape).check((context) => {
    const strange = Object.keys(context.value).filter((key) => !known.has(key) && !key.startsWith('x-'));
    if (strange.length > 0)
      context.issues.push({ code: 'unrecognized_keys', keys: strange, input: context.value });
  });
}

const ACTION = extensible({
  target: z.string().min(1).max(4000),
  description: z.string().optional(),
  update: z.json().optional(),
  remove: z.boolean().optional(),
});

/** Overlay Specification 1.0, section 4.4; https://spec.openapis.org/overlay/1.0/schema/2024-10-22 */
export const OVERLAY_SCHEMA = extensible({
  overlay: z.string().regex(/^1\.0\.\d+$/, 'must be an Overlay version 1.0, as in "1.0.0"'),
  info: extensible({ title: z.string(), version: z.string() }),
  extends: z.string().optional(),
  actions: z.array(ACTION).min(1).max(5000),
});
