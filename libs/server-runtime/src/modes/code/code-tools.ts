import type { ToolData } from '../../tool-data.js';
import { groupsOf, joinedAnnotations, LOOKS_UP, operationsOf } from '../api-summary.js';
import type { OfferedTool } from '../tool-surface.js';

export const DEFAULT_FOUND = 6;
const MOST_FOUND = 20;
const MOST_NAMED = 10;

/** What a client lists in the mode `code`. */
export function codeTools(data: ToolData): readonly [OfferedTool, OfferedTool] {
  return [
    {
      name: 'search',
      title: 'Find functions',
      description: `Finds among the ${operationsOf(data)} those that do what is asked for, as TypeScript signatures of functions that execute can call. Give a query for the best matches, or names for whole types where a signature was cut (…).${groupsOf(data)}`,
      inputSchema: {
        type: 'object',
        properties: {
          query: { type: 'string', minLength: 1, description: 'For example: create an invoice' },
          limit: { type: 'integer', minimum: 1, maximum: MOST_FOUND, default: DEFAULT_FOUND },
          names: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MOST_NAMED },
        },
        anyOf: [{ required: ['query'] }, { required: ['names'] }],
        additionalProperties: false,
      },
      annotations: LOOKS_UP,
    },
    {
      name: 'execute',
      title: 'Run code against the API',
      description:
        'Runs JavaScript, the body of an async function, against the API. Call operations as `await api.name({...})` with the signatures from search: each resolves to what the API answers (JSON as a value) and throws an Error where the call fails. Several calls, loops, filters and sums belong in one run; end with `return` and only what is needed. console.log is shown. There is no network, file, timer, process or module besides `api`, and nothing is kept between runs.',
      inputSchema: {
        type: 'object',
        properties: {
          code: {
            type: 'string',
            minLength: 1,
            description:
              'For example: const pets = await api.listPets({ limit: 5 }); return pets.map((pet) => pet.name);',
          },
        },
        required: ['code'],
        additionalProperties: false,
      },
      annotations: joinedAnnotations(data),
    },
  ];
}
