import type { ServerManifest, ToolDefinition, ToolFile } from '#lib/server-runtime';
import type { ServerProject } from '../render-project.js';
import { FILE_LIST, parseFileList } from './file-list.js';

/** Before projects listed their files, all had their data here. */
const EARLIER_DATA_FOLDER = 'data';

/** The tools of a generated project, in list order. */
export function projectTools({ files }: ServerProject): ToolDefinition[] {
  const folder = parseFileList(files.get(FILE_LIST) ?? '')?.dataFolder ?? EARLIER_DATA_FOLDER;
  const read = <T>(name: string) => JSON.parse(files.get(`${folder}/${name}`) ?? '{}') as Partial<T>;
  const names = read<ServerManifest>('server.json').toolFiles ?? [];
  return names.flatMap((name) => read<ToolFile>(`tools/${name}`).tools ?? []);
}
