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

const HIGHEST_EVENTS = 10_000;
const HIGHEST_SECONDS = 3_600;

const SUBSCRIPTIONS = z.strictObject({
  transport: z.enum(['sse', 'websocket']).optional(),
  endpoint: z
    .string()
    .max(2048)
    .refine((text) => URL.canParse(text) && /^(https?|wss?):$/.test(new URL(text).protocol), {
      message: 'An address begins with http://, https://, ws:// or wss://',
    })
    .optional()
    .describe("Where subscriptions are served; the API's own address when missing."),
  maxEvents: z.int().min(1).max(HIGHEST_EVENTS).optional().describe('The most that a call may ask for.'),
  maxSeconds: z.int().min(1).max(HIGHEST_SECONDS).optional().describe('The most that a call may take.'),
});

/** What {@link ToolSelection} looks like from outside; unknown members are mistakes. */
export const SELECTION_SCHEMA = z.strictObject({
  include: FILTER.optional(),
  exclude: FILTER.optional(),
  tools: z.record(z.string(), OVERRIDE).optional(),
  subscriptions: z
    .union([z.boolean(), SUBSCRIPTIONS])
    .optional()
    .describe('Makes a tool of each GraphQL subscription, which collects events up to a limit.'),
});
