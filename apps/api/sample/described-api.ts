import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { Refusal } from './bookshelf.js';

/** What reaches a handler: values of the types that the description states, with its defaults filled in. */
export interface CheckedRequest {
  readonly operationId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: { readonly type?: string };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Operation>> & { parameters?: Parameter[] }>
  >;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}

interface Route {
  readonly method: string;
  readonly operationId: string;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly checkValues: ValidateFunction;
  readonly checkBody: ValidateFunction | undefined;
}

const METHODS = ['get', 'post', 'patch', 'delete'];

/** Checks requests by an OpenAPI description, so that the sample's words and deeds cannot drift apart. */
export class DescribedApi {
  readonly #routes: readonly Route[];

  constructor(description: string) {
    const document = load(description) as Document;
    // Text on the wire has no types: they come from the schema. Booleans and numbers in a JSON body do not.
    const values = new Ajv2020({ strict: false, coerceTypes: 'array', useDefaults: true });
    const bodies = new Ajv2020({ strict: false, useDefaults: true });
    for (const ajv of [values, bodies]) ajv.addSchema(document as unknown as AnySchemaObject, 'api');
    this.#routes = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method] !== undefined).map((method) =>
        route({ document, path, method, values, bodies }),
      ),
    );
  }

  /** @throws Refusal for an unknown path or method, and for values or a body that the description rules out. */
  check(method: string, url: URL, body: string): CheckedRequest {
    const here = this.#routes.filter((candidate) => candidate.pattern.test(url.pathname));
    const found = here.find((candidate) => candidate.method === method);
    if (here.length === 0) throw new Refusal(404, `There is nothing at ${url.pathname}.`);
    if (found === undefined) throw new Refusal(405, `${method} is not possible here.`);
    const values = valuesOf(found, url);
    demand(found.checkValues, values, 'parameter');
    const content = found.checkBody === undefined ? undefined : readJson(body);
    if (found.checkBody !== undefined) demand(found.checkBody, content, 'body');
    return { operationId: found.operationId, values, body: content };
  }
}

interface RouteSource {
  readonly document: Document;
  readonly path: string;
  readonly method: string;
  readonly values: Ajv2020;
  readonly bodies: Ajv2020;
}

function route({ document, path, method, values, bodies }: RouteSource): Route {
  const item = document.paths[path] ?? {};
  const operation = item[method] as Operation;
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    parameter.$ref === undefined ? parameter : resolve(document, parameter.$ref),
  );
  const bodyPointer = `api#/paths/${path.replaceAll('/', '~1')}/${method}/requestBody/content/application~1json/schema`;
  return {
    method: method.toUpperCase(),
    operationId: operation.operationId,
    pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/gu, '(?<$1>[^/]+)')}$`, 'u'),
    parameters,
    checkValues: values.compile({
      type: 'object',
      properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, absolute(schema)])),
      required: parameters.filter((parameter) => parameter.required).map(({ name }) => name),
      additionalProperties: false,
    }),
    checkBody:
      operation.requestBody === undefined ? undefined : bodies.compile({ $ref: encodeURI(bodyPointer) }),
  };
}

function resolve(document: Document, reference: string): Parameter {
  const found = document.components.parameters[reference.replace('#/components/parameters/', '')];
  if (found === undefined) throw new Error(`${reference} leads nowhere`);
  return found;
}

/** The same schema, with references that lead into the description from wherever it stands. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/')) as object;
}

function valuesOf(found: Route, url: URL): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(found.pattern.exec(url.pathname)?.groups ?? {})) {
    values[name] = decode(text);
  }
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name);
    const isList = found.parameters.some((known) => known.name === name && known.schema.type === 'array');
    values[name] = isList || all.length > 1 ? all : all[0];
  }
  return values;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, `The path holds a broken escape: ${text}`);
  }
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body is no JSON.');
  }
}

function demand(check: ValidateFunction, value: unknown, what: string): void {
  if (check(value)) return;
  const fault = check.errors?.[0];
  const place = fault?.instancePath.slice(1) ?? '';
  const extra: unknown = fault?.params['additionalProperty'];
  const name = [place, extra].filter((part) => typeof part === 'string' && part !== '').join('/');
  throw new Refusal(400, `${what}${name === '' ? '' : ` ${name}`}: ${fault?.message ?? 'not allowed'}`);
}
