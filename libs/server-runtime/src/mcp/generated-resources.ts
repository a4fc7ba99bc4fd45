import {
  isInputRequiredResult,
  type CallToolResult,
  type ReadResourceResult,
} from '@modelcontextprotocol/server';
import type { CustomResource, CustomResourceTemplate } from '../custom.js';
import type { HttpBinding, ToolDefinition } from '../format.js';
import { isRecord } from '../request/values.js';
import type { ToolData } from '../tool-data.js';

/** What needs no escaping in a URI template, and no thought. */
const PLAIN_PATH = /^(?:\/(?:[\w.~:@-]+|\{[^{}]+\}))+$/;

/** The API's own description, where the project holds it: `openapi://petstore`. */
export function descriptionResource({ manifest, description }: ToolData): CustomResource[] {
  if (description === undefined) return [];
  return [
    {
      uri: `${description.scheme}://${manifest.name}`,
      name: 'api-description',
      title: `Description of ${manifest.title}`,
      description: 'The description that this server was made from.',
      mimeType: description.mimeType,
      size: description.bytes,
      read: () => description.read(),
    },
  ];
}

/**
 * What can be read with nothing but its place in a path is a resource too: `GET /books/{bookId}` becomes
 * `api://library/books/{bookId}`. Its contents are what the tool gives.
 */
export function generatedTemplates({ manifest, tools }: ToolData): CustomResourceTemplate[] {
  const templates = tools.flatMap((tool) => {
    const { binding } = tool;
    const names = binding.kind === 'http' ? pathArguments(binding, tool) : undefined;
    if (binding.kind !== 'http' || names === undefined) return [];
    return [templateOf(tool, `api://${manifest.name}`, { path: binding.path, names })];
  });
  return [...new Map(templates.map((template) => [template.uriTemplate, template])).values()];
}

/** Wire name to argument of each path parameter; undefined when the tool wants anything else, or ends in no id. */
function pathArguments(
  binding: HttpBinding,
  { inputSchema }: ToolDefinition,
): Map<string, string> | undefined {
  if (binding.method !== 'GET' || !binding.path.endsWith('}') || !PLAIN_PATH.test(binding.path))
    return undefined;
  const places = binding.parameters.filter((parameter) => parameter.in === 'path');
  const names = new Map(
    places.map(({ name, argument, style }) => [name, style === 'simple' ? (argument ?? '') : '']),
  );
  const given = new Set(names.values());
  const isEnough = (inputSchema.required ?? []).every((name) => given.has(name));
  return isEnough && [...given].every((name) => isScalar(inputSchema.properties[name])) ? names : undefined;
}

function isScalar(schema: unknown): boolean {
  return isRecord(schema) && ['string', 'integer', 'number'].includes(String(schema['type']));
}

function templateOf(
  tool: ToolDefinition,
  base: string,
  of: { path: string; names: ReadonlyMap<string, string> },
): CustomResourceTemplate {
  const variables = [...of.names].map(([wire, argument]) => ({
    wire,
    argument,
    variable: variableOf(argument),
  }));
  const path = variables.reduce(
    (text, { wire, variable }) => text.replace(`{${wire}}`, `{${variable}}`),
    of.path,
  );
  return {
    name: tool.name,
    ...(tool.title === undefined ? {} : { title: tool.title }),
    description: tool.description,
    uriTemplate: `${base}${path}`,
    complete: Object.fromEntries(
      variables.map(({ argument, variable }) => [variable, (typed) => allowed(tool, argument, typed)]),
    ),
    read: async (values, context) => {
      const args = Object.fromEntries(
        variables.map(({ argument, variable }) => [argument, values[variable] ?? '']),
      );
      const result = await context.callTool(tool.name, args);
      if (isInputRequiredResult(result)) return result;
      return contentsOf(result);
    },
  };
}

/** RFC 6570 takes letters, digits and underscores. */
function variableOf(argument: string): string {
  return argument.replaceAll(/\W/g, '_');
}

function allowed(tool: ToolDefinition, argument: string, typed: string): string[] {
  const schema = tool.inputSchema.properties[argument];
  const values = isRecord(schema) && Array.isArray(schema['enum']) ? schema['enum'] : [];
  return values.map(String).filter((value) => value.startsWith(typed));
}

/** A tool's result as contents without a URI: whoever answers the request puts in the one that was asked for. */
function contentsOf(result: CallToolResult): ReadResourceResult {
  if (result.isError === true) throw new Error(firstText(result));
  return { contents: result.content.flatMap((block) => contentOf(block, result)) };
}

function contentOf(
  block: CallToolResult['content'][number],
  result: CallToolResult,
): ReadResourceResult['contents'] {
  switch (block.type) {
    case 'text':
      return [
        {
          uri: '',
          mimeType: result.structuredContent === undefined ? 'text/plain' : 'application/json',
          text: block.text,
        },
      ];
    case 'image':
    case 'audio':
      return [{ uri: '', mimeType: block.mimeType, blob: block.data }];
    case 'resource':
      return [{ ...block.resource, uri: '' }];
    case 'resource_link':
      return [];
  }
}

function firstText({ content }: CallToolResult): string {
  const [block] = content;
  return block?.type === 'text' ? block.text : 'The API answered with an error.';
}
