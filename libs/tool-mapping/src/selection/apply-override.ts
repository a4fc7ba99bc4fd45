import type { Diagnostic } from '#lib/diagnostics';
import type { GraphqlVariable, ParameterBinding, ToolDefinition } from '#lib/server-runtime';
import { boundArguments, type BoundArgument } from '../bound-arguments.js';
import { isSchemaObject } from '../schema/graph.js';
import { selectionPlace, type KeyedOverride } from './override-targets.js';
import type { ArgumentOverride } from './tool-selection.js';

/** Changes a mapped tool as a person says; its name is decided elsewhere. What cannot be done is a diagnostic. */
export function applyOverride(
  tool: ToolDefinition,
  { key, override }: KeyedOverride,
  diagnostics: Diagnostic[],
): ToolDefinition {
  const { title, description, annotations, parameters = {} } = override;
  const labelled: ToolDefinition = {
    ...withTitle(tool, title),
    ...(description === undefined ? {} : { description }),
    annotations: { ...tool.annotations, ...annotations },
  };
  return Object.entries(parameters).reduce((changed, [name, argument]) => {
    const result = changeArgument(changed, name, argument);
    if (typeof result !== 'string') return result;
    diagnostics.push(refusal(changed, { key, name, fault: result }));
    return changed;
  }, labelled);
}

/** A title stands behind the name, where the mapping puts it. */
function withTitle(tool: ToolDefinition, title: string | undefined): ToolDefinition {
  if (title === undefined) return tool;
  const { name, title: _title, ...rest } = tool;
  return { name, title, ...rest };
}

type Fault = keyof typeof FAULTS;

function changeArgument(
  tool: ToolDefinition,
  name: string,
  change: ArgumentOverride,
): ToolDefinition | Fault {
  const all = boundArguments(tool.binding);
  const bound = all.find(({ argument }) => argument === name) ?? all.find((one) => one.name === name);
  const argument = bound?.argument ?? name;
  if (!Object.hasOwn(tool.inputSchema.properties, argument)) return 'argument-missing';
  if (change.hidden === true) return bound === undefined ? 'cannot-hide' : hide(tool, bound, change);
  const described = withProperty(tool, argument, change);
  if (change.default === undefined || bound === undefined) return described;
  return {
    ...withBinding(described, bound, { ...bound, constant: change.default }),
    inputSchema: optional(described, argument),
  };
}

function hide(tool: ToolDefinition, bound: BoundArgument, change: ArgumentOverride): ToolDefinition | Fault {
  const { argument } = bound;
  const constant = change.default === undefined ? bound.constant : change.default;
  if (constant === undefined && tool.inputSchema.required?.includes(argument) === true)
    return 'hidden-required';
  const { [argument]: _hidden, ...properties } = tool.inputSchema.properties;
  const replacement = constant === undefined ? undefined : { ...bound, constant };
  return {
    ...withBinding(tool, bound, replacement),
    inputSchema: { ...optional(tool, argument), properties },
  };
}

function withProperty(tool: ToolDefinition, argument: string, change: ArgumentOverride): ToolDefinition {
  const { inputSchema } = tool;
  const known = inputSchema.properties[argument];
  const property = {
    ...(isSchemaObject(known) ? known : {}),
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(change.default === undefined ? {} : { default: change.default }),
  };
  return {
    ...tool,
    inputSchema: { ...inputSchema, properties: { ...inputSchema.properties, [argument]: property } },
  };
}

function withBinding(
  tool: ToolDefinition,
  bound: BoundArgument,
  replacement: BoundArgument | undefined,
): ToolDefinition {
  const { binding } = tool;
  const replaced = boundArguments(binding).flatMap((one) => {
    if (one !== bound) return [one];
    return replacement === undefined ? [] : [replacement];
  });
  // What is bound in a binding is of that binding's own kind.
  return {
    ...tool,
    binding:
      binding.kind === 'http'
        ? { ...binding, parameters: replaced as ParameterBinding[] }
        : { ...binding, variables: replaced as GraphqlVariable[] },
  };
}

/** The input schema without the argument among the required ones. */
function optional({ inputSchema }: ToolDefinition, argument: string): ToolDefinition['inputSchema'] {
  const { required = [], ...rest } = inputSchema;
  const left = required.filter((name) => name !== argument);
  const { type, properties, ...others } = rest;
  return { type, properties, ...(left.length === 0 ? {} : { required: left }), ...others };
}

const FAULTS = {
  'argument-missing': ['warning', 'does not exist', 'Name one of the arguments that the tool has.'],
  'cannot-hide': [
    'error',
    'is part of the body and cannot be hidden',
    'Change the body in an OpenAPI overlay.',
  ],
  'hidden-required': ['error', 'is required and cannot be hidden without a default', 'Give it a default.'],
} as const;

function refusal(
  tool: ToolDefinition,
  { key, name, fault }: { key: string; name: string; fault: Fault },
): Diagnostic {
  const [severity, reason, fix] = FAULTS[fault];
  return {
    code: `overlay/${fault}`,
    severity,
    message: `The argument ${JSON.stringify(name)} of ${tool.operation} ${reason}.`,
    fix,
    location: selectionPlace('tools', key, 'parameters', name),
  };
}
