import type { ServerManifest, ToolDefinition, ToolFile } from '#lib/server-runtime';
import type { ServerProject } from '../render-project.js';
import { FILE_LIST, parseFileList } from './file-list.js';

/** Before projects listed their files, all had their data here. */
const EARLIER_DATA_FOLDER = 'data';

/** What a generated project serves. */
export interface ProjectData {
  readonly manifest: Partial<ServerManifest>;
  /** In list order. */
  readonly files: readonly ToolFile[];
}

export function projectData({ files }: ServerProject): ProjectData {
  const folder = parseFileList(files.get(FILE_LIST) ?? '')?.dataFolder ?? EARLIER_DATA_FOLDER;
  const read = <T>(name: string) => JSON.parse(files.get(`${folder}/${name}`) ?? '{}') as Partial<T>;
  const manifest = read<ServerManifest>('server.json');
  const names = manifest.toolFiles ?? [];
  return {
    manifest,
    files: names.map((name) => ({ tag: '', tools: [], ...read<ToolFile>(`tools/${name}`) })),
  };
}

/** The tools of a generated project, in list order. */
export function projectTools(project: ServerProject): ToolDefinition[] {
  return projectData(project).files.flatMap(({ tools }) => tools);
}
