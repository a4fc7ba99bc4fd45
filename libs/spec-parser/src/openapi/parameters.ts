import type { Parameter, ParameterPlace } from '#lib/api-description';
import { member } from '../json.js';
import type { ReadContext, Spot } from './context.js';

/** The members of a list of parameters; what is no list is a finding. */
export function listed(context: ReadContext, list: Spot): Spot[] {
  if (Array.isArray(list.value)) return list.value.map((_, index) => context.child(list, index));
  if (list.value !== undefined && list.value !== null) {
    context.findings.add(
      {
        code: 'spec/parameters-invalid',
        severity: 'error',
        message: '"parameters" is no list; it was left out.',
        fix: 'Write a list with an object for each parameter.',
      },
      list.place,
    );
  }
  return [];
}

const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

/**
 * Merges path-level and operation-level parameters (the latter win by place and name), drops the headers
 * that OpenAPI says to ignore, and makes path parameters and template agree.
 */
export function mergeParameters(
  context: ReadContext,
  at: { spot: Spot; path: string },
  levels: readonly (readonly Parameter[])[],
): Parameter[] {
  const byKey = new Map<string, Parameter>();
  for (const parameter of levels.flat()) {
    if (parameter.in === 'header' && IGNORED_HEADERS.has(parameter.name.toLowerCase())) {
      context.findings.add(
        {
          code: 'spec/header-ignored',
          severity: 'info',
          message: `The header parameter ${parameter.name} is described by other means and is ignored (OpenAPI, "Parameter Object").`,
        },
        at.spot.place,
      );
      continue;
    }
    byKey.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  return agreeWithTemplate(context, at, [...byKey.values()]);
}

function agreeWithTemplate(
  context: ReadContext,
  { spot, path }: { spot: Spot; path: string },
  parameters: readonly Parameter[],
): Parameter[] {
  const template = templateNames(path);
  const kept = parameters.filter((parameter) => {
    if (parameter.in !== 'path' || template.has(parameter.name)) return true;
    context.findings.add(
      {
        code: 'spec/path-parameter-unused',
        severity: 'warning',
        message: `The path parameter ${JSON.stringify(parameter.name)} does not stand in ${path}.`,
        fix: 'Add it to the path, or remove it.',
      },
      spot.place,
    );
    return false;
  });
  const described = new Set(kept.filter((parameter) => parameter.in === 'path').map(({ name }) => name));
  for (const name of template) {
    if (described.has(name)) continue;
    context.findings.add(
      {
        code: 'spec/path-parameter-missing',
        severity: 'warning',
        message: `The path parameter ${JSON.stringify(name)} is not described; it is taken as a string.`,
        fix: `Describe {${name}} as a path parameter.`,
      },
      spot.place,
    );
    kept.push(plainPathParameter(name));
  }
  return kept;
}

export function templateNames(path: string): Set<string> {
  return new Set([...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ''));
}

function plainPathParameter(name: string): Parameter {
  return {
    in: 'path',
    name,
    required: true,
    deprecated: false,
    schema: { type: 'string' },
    style: 'simple',
    explode: false,
    allowReserved: false,
    allowEmptyValue: false,
  };
}

const PLACES: ReadonlySet<string> = new Set(['path', 'query', 'header', 'cookie', 'querystring']);

export function isPlace(value: unknown): value is ParameterPlace {
  return typeof value === 'string' && PLACES.has(value);
}

/** A path without one of its values is another path ("Parameter Object", `required`). */
export function noteOptionalPath(context: ReadContext, spot: Spot): void {
  if (member(spot.value, 'in') !== 'path' || member(spot.value, 'required') === true) return;
  context.findings.add(
    {
      code: 'spec/path-parameter-optional',
      severity: 'warning',
      message: 'A path parameter must say "required: true"; it was taken as required.',
      fix: 'Add "required: true".',
    },
    spot.place,
  );
}
