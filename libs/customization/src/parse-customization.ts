import { z } from 'zod';
import { AppError, toPointer, type Diagnostic } from '#lib/diagnostics';
import { OVERLAY_SCHEMA, parseText, DocumentFault, type OverlayDocument } from '#lib/spec-parser';
import { SELECTION_SCHEMA, type ToolSelection } from '#lib/tool-mapping';
import { mergeCustomizations } from './merge.js';
import type { Customization } from './customization.js';

/** Where our own part stands in an OpenAPI Overlay document. */
const EXTENSION = 'x-toolwright';

/** `toolwright.json` of a generated project. */
const PROJECT_FILE = z.strictObject({
  toolwright: z.literal(1),
  description: z.strictObject({ hash: z.string() }),
  overlays: z.array(OVERLAY_SCHEMA).optional(),
  selection: SELECTION_SCHEMA.optional(),
});

/**
 * Reads an overlay: an OpenAPI Overlay document, which may hold our part under `x-toolwright`; our part alone
 * (`include`, `exclude`, `tools`); `toolwright.json` of a generated project; or a list of these.
 *
 * @param given Parsed, or JSON or YAML text
 * @param name Shown in diagnostics
 * @throws AppError `overlay-invalid` with a diagnostic for each fault
 */
export function parseCustomization(given: unknown, name: string): Customization {
  const value = parsed(given, name);
  if (Array.isArray(value))
    return mergeCustomizations(value.map((item, index) => parseCustomization(item, `${name} ${index + 1}`)));
  if (has(value, 'toolwright')) return fromProject(value, name);
  if (!has(value, 'overlay') && !has(value, EXTENSION))
    return { overlays: [], selection: checked(SELECTION_SCHEMA, value, name) };
  const overlays = has(value, 'overlay')
    ? [{ name, document: withoutOwn(checked(OVERLAY_SCHEMA, value, name)) }]
    : [];
  const own = value[EXTENSION];
  const selection = own === undefined ? {} : checked(SELECTION_SCHEMA, own, name, [EXTENSION]);
  return { overlays, selection };
}

/** Our part is kept as a selection; twice it could say two things. */
function withoutOwn(document: OverlayDocument): OverlayDocument {
  const { [EXTENSION]: _own, ...rest } = document as OverlayDocument & Record<string, unknown>;
  return rest;
}

/** Reads a selection, parsed or as JSON or YAML text. @throws AppError `overlay-invalid` */
export function parseSelection(given: unknown, name: string): ToolSelection {
  return checked(SELECTION_SCHEMA, parsed(given, name), name);
}

function fromProject(value: unknown, name: string): Customization {
  const { description, overlays = [], selection = {} } = checked(PROJECT_FILE, value, name);
  return {
    overlays: overlays.map((document, index) => ({ name: `${name} overlay ${index + 1}`, document })),
    selection: selection as ToolSelection,
    descriptionHash: description.hash,
  };
}

function parsed(given: unknown, name: string): unknown {
  if (typeof given !== 'string') return given;
  try {
    return parseText(given);
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error;
    const { position, pointer, message } = error;
    throw invalid(`${name} cannot be read: ${message}.`, [
      {
        code: 'overlay/syntax',
        severity: 'error',
        message: `This cannot be read: ${message}.`,
        fix: error.fix,
        location: { document: name, pointer, ...position },
      },
    ]);
  }
}

function checked<T extends z.ZodType, R = Parsed<T>>(
  schema: T,
  value: unknown,
  name: string,
  at: readonly string[] = [],
): R {
  const result = schema.safeParse(value);
  if (result.success) return result.data as R;
  const diagnostics = result.error.issues.flatMap((issue) => faults(issue, name, at));
  const [first] = diagnostics;
  throw invalid(`${name}${first?.location?.pointer ?? ''}: ${first?.message ?? ''}`, diagnostics);
}

/** What was checked, without the `undefined` that JSON does not have. */
type Parsed<T extends z.ZodType> = T extends typeof SELECTION_SCHEMA
  ? ToolSelection
  : T extends typeof OVERLAY_SCHEMA
    ? OverlayDocument
    : z.infer<T>;

function faults(issue: z.core.$ZodIssue, name: string, at: readonly string[]): Diagnostic[] {
  const path = [...at, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => fault('There is no such member.', name, [...path, key]));
  return [fault(`${issue.message}.`, name, path)];
}

function fault(message: string, name: string, path: readonly string[]): Diagnostic {
  return {
    code: 'overlay/invalid',
    severity: 'error',
    message,
    fix: 'Correct this place; docs/overlays.md shows the form.',
    location: { document: name, pointer: toPointer(path) },
  };
}

function invalid(detail: string, diagnostics: readonly Diagnostic[]): AppError {
  return new AppError('overlay-invalid', { detail, diagnostics });
}

function has(value: unknown, key: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
