import type { HttpOperation } from '#lib/api-description';
import { hiddenIn, type Diagnostic } from '#lib/diagnostics';
import type { ToolDefinition } from '#lib/server-runtime';
import type { SchemaNotes } from './schema/schema-notes.js';

/** About a tenth of a large context window, for one tool. */
const LARGE_TOOL = 40_000;
/** Characters of JSON schema that make a token, on average. */
const CHARS_PER_TOKEN = 4;

/** What is odd about the content of a tool: hidden characters, and more of it than a model can be told. */
export function noteContent(
  operation: HttpOperation,
  tool: ToolDefinition,
  notes: SchemaNotes,
): Diagnostic[] {
  return [...noteHidden(operation, tool, notes), ...noteSize(operation, tool, notes)];
}

function noteHidden(operation: HttpOperation, tool: ToolDefinition, notes: SchemaNotes): Diagnostic[] {
  const { operationId, summary, description, parameters, requestBody } = operation;
  for (const text of [operationId, summary, description, requestBody?.description]) notes.lookAt(text);
  for (const parameter of parameters) notes.lookAt(parameter.description);
  const found: Diagnostic[] = [];
  const { location } = operation;
  if (notes.hidden.size > 0) {
    found.push({
      code: 'mapping/hidden-characters',
      severity: 'warning',
      message: `The texts of ${operation.id} held characters that nobody sees (${[...notes.hidden].join(', ')}); they were taken out. Read what the texts say: someone may have meant to mislead a model.`,
      fix: 'Remove the characters.',
      location,
    });
  }
  const inValues = hiddenIn(stringsOf(tool.inputSchema).join('\n'));
  if (inValues.length > 0) {
    found.push({
      code: 'mapping/hidden-characters',
      severity: 'warning',
      message: `Values or names in the schema of ${operation.id} hold characters that nobody sees (${inValues.join(', ')}). They are sent as they are.`,
      fix: 'Check whether they belong there.',
      location,
    });
  }
  return found;
}

/** Names and values of a schema. */
function stringsOf(schema: unknown): string[] {
  const found: string[] = [];
  const open: unknown[] = [schema];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) open.push(key, item);
  }
  return found;
}

function noteSize(operation: HttpOperation, tool: ToolDefinition, notes: SchemaNotes): Diagnostic[] {
  const { location, id } = operation;
  const size = JSON.stringify(tool.inputSchema).length + tool.description.length;
  const cut = [
    ...(notes.longEnums > 0 ? [`${notes.longEnums} lists of values are only named`] : []),
    ...(notes.cut > 0 ? [`${notes.cut} schemas allow anything`] : []),
  ].join(', ');
  if (size <= LARGE_TOOL && cut === '') return [];
  const tokens = Math.ceil(size / CHARS_PER_TOKEN);
  return [
    {
      code: 'mapping/tool-too-large',
      severity: 'warning',
      message: `The tool ${tool.name} of ${id} takes ${size} characters (about ${tokens} tokens) of a model's context${cut === '' ? '' : `; so that it is no more, ${cut}`}.`,
      fix: 'Leave the tool out, or describe fewer parameters and values.',
      location,
    },
  ];
}
