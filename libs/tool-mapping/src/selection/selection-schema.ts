import { z } from 'zod';
import { MAX_DESCRIPTION, MAX_TITLE } from '../text.js';
import { MAX_NAME_LENGTH } from '../names.js';

const MAX_PATTERN = 500;
const MAX_ENTRIES = 1000;

const patterns = (description: string) =>
  z.array(z.string().min(1).max(MAX_PATTERN)).max(MAX_ENTRIES).optional().describe(description);

const FILTER = z.strictObject({
  tags: patterns('Names of tags.'),
  paths: patterns('Path patterns: /pets/** matches /pets and everything below.'),
  methods: patterns('HTTP methods.'),
  operations: patterns('operationIds, with * as a wildcard, or operation ids as in "GET /pets/{petId}".'),
});

const ARGUMENT = z.strictObject({
  description: z.string().max(MAX_DESCRIPTION).optional(),
  default: z.unknown().optional().describe('Any JSON value: sent where the model leaves the argument out.'),
  hidden: z.boolean().optional().describe('The model does not see the argument.'),
});

const ANNOTATIONS = z.strictObject({
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});

const OVERRIDE = z.strictObject({
  // Whether it can be a name is told with the operation, like names that are taken.
  name: z.string().optional().describe(`Letters, digits, _ and -; at most ${MAX_NAME_LENGTH} characters.`),
  title: z.string().min(1).max(MAX_TITLE).optional(),
  description: z.string().min(1).max(MAX_DESCRIPTION).optional(),
  enabled: z.boolean().optional().describe('Decides alone, whatever filters and x-mcp say.'),
  annotations: ANNOTATIONS.optional(),
  parameters: z.record(z.string(), ARGUMENT).optional(),
});

/** What {@link ToolSelection} looks like from outside; unknown members are mistakes. */
export const SELECTION_SCHEMA = z.strictObject({
  include: FILTER.optional(),
  exclude: FILTER.optional(),
  tools: z.record(z.string(), OVERRIDE).optional(),
});
