import type { FidelityCase, FidelityGroup } from './fidelity-case.js';

type Draft = Record<string, unknown>;

/** The API description of a group: the operations of its cases under what its root says. */
export function documentOf({ name, version, root = {}, cases }: FidelityGroup): Draft {
  const paths: Record<string, Draft> = {};
  for (const { call, operation, pathItem } of cases) {
    const [method = '', path = ''] = call.split(' ');
    const item = (paths[path] ??= {});
    Object.assign(item, pathItem);
    const methods = placeOf(item, method, version);
    if (methods.target[methods.key] !== undefined) continue;
    methods.target[methods.key] = {
      operationId: operationIdOf(call),
      responses: { '200': { description: 'Done.' } },
      ...operation,
    };
  }
  const info = { title: name, version: '1' };
  if (version === '2.0')
    return { swagger: version, info, host: '{{apiHost}}', schemes: ['http'], ...root, paths };
  return { openapi: version, info, servers: [{ url: '{{api}}' }], ...root, paths };
}

/** Telling by itself, and unique however alike two calls read. */
export function operationIdOf(call: string): string {
  const readable = call
    .replaceAll(/[^a-zA-Z0-9]+/g, '_')
    .slice(0, 24)
    .replace(/_$/, '');
  let hash = 0;
  for (const char of call) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return `${readable}_${hash.toString(36)}`;
}

const FIXED = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE']);

/** A field of the Path Item Object, or since 3.2 `query` and a member of `additionalOperations`. */
function placeOf(item: Draft, method: string, version: FidelityGroup['version']) {
  const fixed = FIXED.has(method) || (method === 'QUERY' && version === '3.2.0');
  if (fixed) return { target: item, key: method.toLowerCase() };
  const target = (item['additionalOperations'] ??= {}) as Draft;
  return { target, key: method };
}

/** Fills `{{api}}` and the other names into every string of a group. */
export function filled<T>(data: T, values: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(data).replaceAll(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
  return JSON.parse(text) as T;
}

/** Refuses case lists that a slip made meaningless. */
export function checkGroup(group: FidelityGroup): void {
  const names = group.cases.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${group.name}: two cases are named "${twice}".`);
  for (const one of group.cases) {
    if (isEmpty(one)) throw new Error(`${group.name}: "${one.name}" expects nothing.`);
  }
}

function isEmpty({ sends, gives, refuses }: FidelityCase): boolean {
  return sends === undefined && gives === undefined && refuses === undefined;
}
