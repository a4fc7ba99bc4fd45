import type { ApiDescription, Operation, SkippedOperation } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import { nameTools } from '../names.js';
import { MAX_DESCRIPTION, cutAtSentence } from '../text.js';
import { chooseNames, type NameWish } from './choose-names.js';
import { mcpWish, type McpWish } from './mcp-extension.js';
import { compileFilter, KINDS, type FilterEntry } from './operation-filter.js';
import { overridesByOperation, selectionPlace, type KeyedOverride } from './override-targets.js';
import type { ToolSelection } from './tool-selection.js';

/** An operation that becomes a tool. */
export interface PlannedTool {
  readonly operation: Operation;
  readonly name: string;
  /** The name was made from the operation; nobody asked for it. */
  readonly isAutomatic: boolean;
  readonly override: KeyedOverride | undefined;
}

export interface ToolPlan {
  readonly tools: readonly PlannedTool[];
  /** What the selection or the description's `x-mcp` leaves out, in document order. */
  readonly skipped: readonly SkippedOperation[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Draft {
  readonly operation: Operation;
  readonly wish: McpWish;
  readonly override: KeyedOverride | undefined;
}

/** Decides which operations become tools, and under which names. */
export function planTools(api: ApiDescription, selection: ToolSelection, maxNameLength: number): ToolPlan {
  const diagnostics: Diagnostic[] = [];
  const overrides = overridesByOperation(api, selection, diagnostics);
  const include = compileFilter(selection.include);
  const exclude = compileFilter(selection.exclude);
  diagnostics.push(...unmatched(api, include, 'include'), ...unmatched(api, exclude, 'exclude'));
  const skipped: SkippedOperation[] = [];
  const kept: Draft[] = [];
  for (const operation of api.operations) {
    const draft = { operation, wish: mcpWish(operation, api), override: overrides.get(operation.id) };
    diagnostics.push(...strangeValues(draft));
    const skip = reasonToSkip(draft, { include, exclude, subscriptions: selection.subscriptions });
    if (skip === undefined) kept.push(draft);
    else skipped.push({ id: operation.id, ...skip });
  }
  if (kept.length === 0 && api.operations.length > 0) diagnostics.push(NOTHING_LEFT);
  return { tools: named(api, kept, { maxNameLength, diagnostics }), skipped, diagnostics };
}

type Skip = Pick<SkippedOperation, 'reason' | 'code'>;

interface Filters {
  readonly include: readonly (readonly FilterEntry[])[];
  readonly exclude: readonly (readonly FilterEntry[])[];
  readonly subscriptions: ToolSelection['subscriptions'];
}

/** What is nearest to one operation decides: its override, then filters, then the description's own word. */
function reasonToSkip(draft: Draft, { include, exclude, subscriptions }: Filters): Skip | undefined {
  const { operation, override } = draft;
  const enabled = override?.override.enabled;
  if (enabled === true) return undefined;
  if (enabled === false) return { code: 'selection/disabled', reason: 'the overlay disables it' };
  const excluding = exclude.flat().find(({ matches }) => matches(operation));
  if (excluding !== undefined)
    return { code: 'selection/excluded', reason: `it is excluded by ${entryText(excluding)}` };
  const lacking = include.find((entries) => !entries.some(({ matches }) => matches(operation)));
  if (lacking !== undefined)
    return {
      code: 'selection/not-included',
      reason: `it does not match ${lacking.map(entryText).join(' or ')}`,
    };
  return ownReason(draft, subscriptions);
}

/** Why an operation is no tool by itself. */
function ownReason({ operation, wish }: Draft, subscriptions: Filters['subscriptions']): Skip | undefined {
  if (wish.enabled === false)
    return { code: 'selection/x-mcp', reason: `x-mcp of ${wish.where ?? 'the description'} leaves it out` };
  return isSubscription(operation) && (subscriptions ?? false) === false ? UNASKED : undefined;
}

/** It holds the caller for as long as events are waited for, so it is a tool only by choice. */
const UNASKED: Skip = {
  code: 'spec/graphql-subscription',
  reason: 'it is a subscription; with "subscriptions" in the selection (--subscriptions) it is a tool',
};

function isSubscription(operation: Operation): boolean {
  return operation.kind === 'graphql' && operation.operationType === 'subscription';
}

function entryText({ kind, text }: FilterEntry): string {
  return `the ${KINDS[kind]} ${JSON.stringify(text)}`;
}

function named(
  api: ApiDescription,
  kept: readonly Draft[],
  { maxNameLength, diagnostics }: { maxNameLength: number; diagnostics: Diagnostic[] },
): PlannedTool[] {
  // Over all operations, so that leaving some out renames no other tool.
  const all = nameTools(api.operations, maxNameLength);
  const automatic = new Map(kept.map(({ operation: { id } }) => [id, all.get(id) ?? id]));
  const names = chooseNames({ automatic, wishes: kept.flatMap(nameWish) }, diagnostics);
  return kept.map((draft) => {
    const { id } = draft.operation;
    const name = names.get(id) ?? id;
    const isAutomatic = name === automatic.get(id);
    return { operation: draft.operation, name, isAutomatic, override: withDescription(draft) };
  });
}

function nameWish({ operation, wish, override }: Draft): NameWish[] {
  const name = override?.override.name;
  if (override !== undefined && name !== undefined) return [{ operation, name, key: override.key }];
  return wish.name === undefined ? [] : [{ operation, name: wish.name }];
}

/** The author's description for models stands in for the general one, unless a person says otherwise. */
function withDescription({ operation, wish, override }: Draft): KeyedOverride | undefined {
  if (wish.description === undefined) return override;
  const description = cutAtSentence(wish.description, MAX_DESCRIPTION);
  return { key: override?.key ?? operation.id, override: { description, ...override?.override } };
}

function unmatched(
  api: ApiDescription,
  lists: Filters['include'],
  side: 'include' | 'exclude',
): Diagnostic[] {
  return lists
    .flat()
    .filter(({ matches }) => !api.operations.some(matches))
    .map((entry) => ({
      code: 'selection/filter-unmatched',
      severity: 'warning',
      message: `No operation matches ${entryText(entry)}.`,
      fix: 'Correct the filter, or remove it.',
      location: selectionPlace(side, entry.kind, entry.index),
    }));
}

function strangeValues({ operation, wish }: Draft): Diagnostic[] {
  return wish.strange.map((where) => ({
    code: 'mapping/x-mcp-invalid',
    severity: 'warning',
    message: `x-mcp of ${where} (seen from ${operation.id}) is neither a boolean nor an object, and is ignored.`,
    fix: 'Write x-mcp: true, x-mcp: false, or an object with "enabled", "name" and "description".',
    location: operation.location,
  }));
}

const NOTHING_LEFT: Diagnostic = {
  code: 'selection/nothing-left',
  severity: 'error',
  message: 'The filters, overrides and x-mcp of the description leave no operation.',
  fix: 'Include at least one operation.',
};
