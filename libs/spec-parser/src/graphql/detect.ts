import { isObject, member } from '../json.js';

/** Whether a file's name says that it is GraphQL. */
export function isGraphqlName(name: string): boolean {
  return /\.(graphqls?|gql)$/i.test(name);
}

/** Whether a text, or its beginning, is the result of an introspection, with or without the `data` around it. */
export function isIntrospection(head: string): boolean {
  return /^\s*\{/.test(head) && /"__schema"\s*:/.test(head.slice(0, 64 * 1024));
}

/** White space, commas and a byte order mark, comments, and descriptions. */
const BEFORE_DEFINITION = [/[\s,\uFEFF]+/y, /#[^\n]*/y, /"""[\s\S]*?"""/y, /"(?!")(?:[^"\\\n]|\\.)*"/y];
const DEFINITION =
  /(?:extend\s+)?(?:schema\s*[{@]|(?:type|interface|union|enum|input|scalar)\s+[_A-Za-z]|directive\s*@)/y;

/** Whether a text begins as a schema in the schema definition language does; YAML and JSON never read like it. */
export function isSchemaText(text: string): boolean {
  let at = 0;
  for (let before = -1; before !== at;) {
    before = at;
    for (const pattern of BEFORE_DEFINITION) {
      pattern.lastIndex = at;
      at += pattern.exec(text)?.[0].length ?? 0;
    }
  }
  DEFINITION.lastIndex = at;
  return DEFINITION.test(text);
}

/** The words with which an endpoint refused to be introspected, when an answer is such a refusal. */
export function refusalOf(value: unknown): string | undefined {
  const errors = member(value, 'errors');
  if (!Array.isArray(errors) || errors.length === 0 || isObject(member(member(value, 'data'), '__schema')))
    return undefined;
  if (member(value, 'openapi') !== undefined || member(value, 'swagger') !== undefined) return undefined;
  const messages = errors.map((error) => member(error, 'message')).filter((text) => typeof text === 'string');
  return messages.length === 0 ? undefined : messages.join(' ').slice(0, 500);
}
