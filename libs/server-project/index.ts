export {
  DEFAULT_TEMPLATE,
  renderProject,
  type ProjectDescription,
  type RenderOptions,
  type ServerProject,
} from './src/render-project.js';
export type { ProjectOrigin } from './src/project/project-record.js';
export type { License } from './src/project/license.js';
export { writeProjectFolder } from './src/write/folder.js';
export { packArchive, type ArchiveFormat } from './src/write/archive.js';
export { packMcpb } from './src/write/mcpb.js';
export { unpackArchive } from './src/write/unpack.js';
export { bundleProject, tryBundle, type ServerBundle } from './src/bundle-project.js';
export type { ProjectFacts } from './src/project/project-facts.js';
export { builtInTemplates, loadTemplate } from './src/project/load-template.js';
export { parseTemplate, type ProjectTemplate } from './src/project/project-template.js';
export { readTemplateArchive } from './src/project/template-archive.js';
export { readTemplateFolder } from './src/project/template-folder.js';
export type { TemplateManifest } from './src/project/template-manifest.js';
export { openProject, type ExistingProject } from './src/regenerate/existing-project.js';
export {
  planRegeneration,
  writtenBeside,
  type FileConflict,
  type RegenerationPlan,
} from './src/regenerate/plan-regeneration.js';
export { swapFiles } from './src/regenerate/swap-files.js';
export { projectData, projectTools, type ProjectData } from './src/project/project-tools.js';
export type { BundledPackage } from './src/bundle/installed-packages.js';
export { generatorVersion } from './src/project/generator-version.js';
