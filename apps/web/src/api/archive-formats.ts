import type { Generation } from './types';

export type ArchiveFormat = 'zip' | 'tar.gz' | 'mcpb';

/** The ways to download a project. Of the built-in templates this one says what a desktop client needs to know. */
export function archiveFormats({ template }: Pick<Generation, 'template'>): ArchiveFormat[] {
  return template === 'node-server' ? ['zip', 'tar.gz', 'mcpb'] : ['zip', 'tar.gz'];
}
