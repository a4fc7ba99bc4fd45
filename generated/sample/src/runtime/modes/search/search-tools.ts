import type { ToolData } from '../../tool-data.js';
import { groupsOf, joinedAnnotations, LOOKS_UP, operationsOf } from '../api-summary.js';
import type { OfferedTool } from '../tool-surface.js';

export const DEFAULT_LIMIT = 8;
const MOST_FOUND = 30;
const MOST_DESCRIBED = 10;

/** What a client lists in the mode `search`. */
export function searchTools(data: ToolData): readonly [OfferedTool, OfferedTool, OfferedTool] {
  return [searchTool(data), DESCRIBE, callTool(data)];
}

function searchTool(data: ToolData): OfferedTool {
  return {
    name: 'search',
    title: 'Find operations',
    description: `Finds among the ${operationsOf(data)} those that do what is asked for, best first. Say what you want to do, or give keywords. Each has its name, method and path, a line on what it does, and its required arguments.${groupsOf(data)}`,
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', minLength: 1, description: 'For example: create an invoice' },
        limit: { type: 'integer', minimum: 1, maximum: MOST_FOUND, default: DEFAULT_LIMIT },
      },
      required: ['query'],
      additionalProperties: false,
    },
    annotations: LOOKS_UP,
  };
}

const DESCRIBE: OfferedTool = {
  name: 'describe',
  title: 'Describe operations',
  description: 'Gives the full input schema of operations that search found. Read it before you call one.',
  inputSchema: {
    type: 'object',
    properties: {
      names: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        maxItems: MOST_DESCRIBED,
        description: 'Names as search gives them.',
      },
    },
    required: ['names'],
    additionalProperties: false,
  },
  annotations: LOOKS_UP,
};

function callTool(data: ToolData): OfferedTool {
  return {
    name: 'call',
    title: 'Call an operation',
    description:
      'Calls one operation of the API. Its arguments are checked against its input schema first; where they are wrong, nothing is sent and the answer says what to correct.',
    inputSchema: {
      type: 'object',
      properties: {
        name: { type: 'string', description: 'The name as search gives it.' },
        arguments: { type: 'object', description: 'As the input schema of the operation wants them.' },
      },
      required: ['name'],
      additionalProperties: false,
    },
    annotations: joinedAnnotations(data),
  };
}
