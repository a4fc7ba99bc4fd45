export {
  renderProject,
  type ProjectDescription,
  type RenderOptions,
  type ServerProject,
} from './src/render-project.js';
export type { ProjectOrigin } from './src/project/project-record.js';
export type { License } from './src/project/license.js';
export { writeProjectFolder } from './src/write/folder.js';
export { packArchive, type ArchiveFormat } from './src/write/archive.js';
export { unpackArchive } from './src/write/unpack.js';
export { bundleProject, type ServerBundle } from './src/bundle-project.js';
