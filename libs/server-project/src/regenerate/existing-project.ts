import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '#lib/diagnostics';
import type { ServerManifest, ToolDefinition, ToolFile, ToolMode } from '#lib/server-runtime';
import { FILE_LIST, parseFileList, type FileList } from '../project/file-list.js';
import { isLicense, type License } from '../project/license.js';
import { pathFault } from '../project/project-files.js';
import { RECORD_FILE } from '../project/project-record.js';
import { undoInterrupted } from './swap-files.js';

/** A project in a folder that was generated there. */
export interface ExistingProject {
  /** Absolute. */
  readonly root: string;
  readonly list: FileList;
  /** Text of `toolwright.json`, where the project has one. */
  readonly record: string | undefined;
  /** Whether the API's description is among its files. */
  readonly hasDescription: boolean;
  /** Undefined where it cannot be read, or is none that a project can be generated with. */
  readonly license: License | undefined;
  readonly mode: ToolMode | undefined;
  /** The tools that it serves now; what cannot be read is missing. */
  readonly tools: readonly ToolDefinition[];
}

/**
 * Opens the project in a folder; what an interrupted run left half done there is undone first.
 *
 * @returns undefined where there is no folder, or an empty one
 * @throws AppError `output-not-empty` for a folder that holds anything else; `project-too-old`
 */
export async function openProject(folder: string): Promise<ExistingProject | undefined> {
  const root = resolve(folder);
  const found = await stat(root).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) throw new AppError('output-not-empty', { detail: `${root} is a file.` });
  await undoInterrupted(root);
  if ((await readdir(root)).length === 0) return undefined;
  const list = await readFileList(root);
  const dataFolder = join(root, list.dataFolder);
  const manifest = await jsonOf<ServerManifest>(join(dataFolder, 'server.json'));
  return {
    root,
    list,
    record: await textOf(join(root, RECORD_FILE)),
    hasDescription: Object.keys(list.files).some((path) => isDescription(path, list.dataFolder)),
    license: await licenseOf(root),
    mode: manifest?.mode,
    tools: await readToolFiles(dataFolder, manifest),
  };
}

async function readFileList(root: string): Promise<FileList> {
  const text = await textOf(join(root, FILE_LIST));
  if (text === undefined) throw await notOurs(root);
  const list = parseFileList(text);
  if (list !== undefined && isSound(list)) return list;
  throw new AppError('project-too-old', { detail: `${join(root, FILE_LIST)} cannot be used.` });
}

function isSound({ dataFolder, files }: FileList): boolean {
  return [dataFolder, ...Object.keys(files)].every((path) => pathFault(path) === undefined);
}

async function notOurs(root: string): Promise<AppError> {
  const isOurs = (await textOf(join(root, 'data/server.json')))?.includes('"toolFiles"') === true;
  return isOurs
    ? new AppError('project-too-old', { detail: `${root} holds a project without ${FILE_LIST}.` })
    : new AppError('output-not-empty', { detail: `${root} is not empty.` });
}

function isDescription(path: string, dataFolder: string): boolean {
  const name = path.startsWith(`${dataFolder}/`) ? path.slice(dataFolder.length + 1) : '';
  return /^(?:openapi\.(?:json|yaml)|schema\.graphql)$/u.test(name);
}

async function licenseOf(root: string): Promise<License | undefined> {
  const { license } = (await jsonOf<{ license?: unknown }>(join(root, 'package.json'))) ?? {};
  return isLicense(license) ? license : undefined;
}

async function readToolFiles(
  dataFolder: string,
  manifest: ServerManifest | undefined,
): Promise<ToolDefinition[]> {
  const names = (manifest?.toolFiles ?? []).filter((name) => pathFault(name) === undefined);
  const files = await Promise.all(names.map((name) => jsonOf<ToolFile>(join(dataFolder, 'tools', name))));
  return files.flatMap((file) => file?.tools ?? []);
}

async function jsonOf<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse((await textOf(path)) ?? '') as T;
  } catch {
    return undefined;
  }
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
