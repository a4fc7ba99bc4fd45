import type { ApiServer, ServerVariable } from '#lib/api-description';
import { asArray, asText, compact, entries, member } from '../../json.js';
import type { Spot } from '../context.js';
import { serverOf } from '../common.js';

/** Server Objects; undefined when the field is missing. */
export function readServers(spot: Spot): ApiServer[] | undefined {
  if (!Array.isArray(spot.value)) return undefined;
  return asArray(spot.value).flatMap((server) => {
    const url = asText(member(server, 'url'));
    if (url === undefined) return [];
    const rest = compact({
      description: asText(member(server, 'description')),
      variables: readVariables(member(server, 'variables')),
    }) as Omit<ApiServer, 'url'>;
    return [serverOf(url, rest, spot.uri)];
  });
}

function readVariables(value: unknown): Record<string, ServerVariable> {
  return Object.fromEntries(
    entries(value).map(([name, variable]) => {
      const values = asArray(member(variable, 'enum')).map(String);
      return [
        name,
        compact({
          default: String(member(variable, 'default') ?? values[0] ?? ''),
          enum: values.length > 0 ? values : undefined,
          description: asText(member(variable, 'description')),
        }) as ServerVariable,
      ];
    }),
  );
}
