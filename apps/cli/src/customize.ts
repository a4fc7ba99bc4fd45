import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  isCustomized,
  mergeCustomizations,
  parseCustomization,
  type Customization,
} from '#lib/customization';
import { AppError } from '#lib/diagnostics';
import type { CustomizeOptions } from './customize-options.js';

/**
 * Reads the overlay files; the filters of the command line come on top.
 *
 * @throws AppError `overlay-invalid`, or `source-unreachable` when there is no such file
 */
export async function readCustomization(options: CustomizeOptions): Promise<Customization> {
  const files: Customization[] = [];
  for (const path of options.overlay ?? [])
    files.push(parseCustomization(await readOverlay(path), basename(path)));
  const filters: Customization = {
    overlays: [],
    selection: {
      include: filled({
        tags: options.tag,
        paths: options.path,
        methods: options.method,
        operations: options.operation,
      }),
      exclude: filled({
        tags: options.excludeTag,
        paths: options.excludePath,
        methods: options.excludeMethod,
        operations: options.excludeOperation,
      }),
      ...subscriptionsOf(options),
    },
  };
  return mergeCustomizations([...files, filters]);
}

/**
 * What was asked for; where nothing was, what the project keeps from its last generation.
 *
 * @param record Text of the project's `toolwright.json`
 * @throws AppError as {@link readCustomization}
 */
export async function customizationOf(
  options: CustomizeOptions,
  record: string | undefined,
): Promise<Customization> {
  const given = await readCustomization(options);
  return record === undefined || isCustomized(given) ? given : parseCustomization(record, 'toolwright.json');
}

function subscriptionsOf({
  subscriptions,
  subscriptionsEndpoint: endpoint,
}: CustomizeOptions): Pick<Customization['selection'], 'subscriptions'> {
  if (endpoint !== undefined) return { subscriptions: { endpoint } };
  return subscriptions === undefined ? {} : { subscriptions };
}

function filled(lists: Readonly<Record<string, readonly string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(lists).flatMap(([kind, list]) => (list === undefined ? [] : [[kind, list]])),
  );
}

async function readOverlay(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new AppError('source-unreachable', {
      detail: `The overlay ${JSON.stringify(path)} cannot be read.`,
    });
  }
}
