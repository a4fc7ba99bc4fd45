import { entries, isObject } from '../json.js';
import { PATH_ITEM_METHODS } from './common.js';
import type { OperationLists } from './build.js';
import type { ReadContext, Spot } from './context.js';

const METHODS: ReadonlySet<string> = new Set([...PATH_ITEM_METHODS, 'query']);

/** Paths of a description that can be called; the others are findings, and their operations are listed as skipped. */
export function usablePaths(context: ReadContext, lists: OperationLists): [path: string, item: Spot][] {
  const paths = context.child(context.root(), 'paths');
  if (paths.value !== undefined && !isObject(paths.value)) {
    context.findings.add(
      {
        code: 'spec/paths-invalid',
        severity: 'error',
        message: `"paths" must be an object with a member for each path, not ${kindOf(paths.value)}.`,
        fix: 'Write each path as a member whose name begins with "/".',
      },
      paths.place,
    );
  }
  return entries(paths.value).flatMap(([path, value]): [string, Spot][] => {
    if (path.startsWith('x-')) return [];
    const item = context.child(paths, path);
    if (path.startsWith('/') && isObject(value)) return [[path, item]];
    const reason = path.startsWith('/')
      ? `its path item is ${kindOf(value)}`
      : 'its path does not begin with "/"';
    skipPath(context, lists, { path, item, reason });
    return [];
  });
}

function skipPath(
  context: ReadContext,
  lists: OperationLists,
  { path, item, reason }: { path: string; item: Spot; reason: string },
): void {
  const methods = entries(item.value).filter(([field]) => METHODS.has(field));
  const ids = methods.map(([method]) => `${method.toUpperCase()} ${path}`);
  for (const id of ids.length > 0 ? ids : [`* ${path}`])
    lists.skipped.push({ id, code: 'spec/path-invalid', reason });
  context.findings.add(
    {
      code: 'spec/path-invalid',
      severity: 'error',
      message: `The path ${JSON.stringify(path)} is left out: ${reason}.`,
      fix: 'Write a path that begins with "/", with an object as its item.',
    },
    item.place,
  );
}

/** Whether a member of a path item is an operation; one that should be and is none is listed as skipped. */
export function isOperation(
  context: ReadContext,
  lists: OperationLists,
  { path, spot, field }: { path: string; spot: Spot; field: string },
): boolean {
  if (isObject(spot.value)) return true;
  const reason = `it is ${kindOf(spot.value)}, not an object`;
  const id = `${field.toUpperCase()} ${path}`;
  lists.skipped.push({ id, code: 'spec/operation-invalid', reason });
  context.findings.add(
    {
      code: 'spec/operation-invalid',
      severity: 'error',
      message: `${id} is left out: ${reason}.`,
      fix: 'Describe the operation, or remove it.',
    },
    spot.place,
  );
  return false;
}

const ITEM_FIELD = /^(x-.*|parameters|summary|description|servers|additionalOperations|\$ref)$/;

/** Members of a path item that are named like methods, but are no fields of one (OpenAPI "Path Item Object"). */
export function noteUnknownMethods(context: ReadContext, item: Spot, known: ReadonlySet<string>): void {
  const fields = entries(item.value).map(([field]) => field);
  if (fields.length > 0 && !fields.some((field) => known.has(field) || ITEM_FIELD.test(field))) {
    context.findings.add(
      {
        code: 'spec/path-item-invalid',
        severity: 'warning',
        message: 'This is no path item: it has none of the fields of one.',
        fix: 'Write operations here, or refer to a path item.',
      },
      item.place,
    );
  }
  for (const [field, value] of entries(item.value)) {
    if (known.has(field) || !isObject(value) || !('responses' in value)) continue;
    context.findings.add(
      {
        code: 'spec/method-unknown',
        severity: 'warning',
        message: `${JSON.stringify(field)} is no method that a path item of this version can hold; it was left out.`,
        fix: 'Write methods in lower case; others go to "additionalOperations" (OpenAPI 3.2).',
      },
      context.child(item, field).place,
    );
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
