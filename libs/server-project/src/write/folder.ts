import type { ServerProject } from '../render-project.js';

/**
 * Writes the project to a folder: first to a temporary one beside it, then renamed.
 *
 * @throws AppError `output-not-empty` when the folder exists and holds anything.
 */
export function writeProjectFolder(_project: ServerProject, _folder: string): Promise<void> {
  throw new Error('to be written');
}
