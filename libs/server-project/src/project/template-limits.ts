import { AppError } from '#lib/diagnostics';
import { invalidTemplate, templateFault } from './template-manifest.js';

const MIB = 1024 * 1024;

/** Bounds of one template, however it is handed over. */
export const TEMPLATE_LIMITS = {
  archiveBytes: 4 * MIB,
  /** Of all files together. */
  bytes: 16 * MIB,
  fileBytes: 2 * MIB,
  files: 500,
} as const;

/** Adds up what a template holds and refuses what is over the limits. */
export class TemplateSize {
  #files = 0;
  #bytes = 0;

  /** @throws AppError `template-too-large` */
  add(path: string, bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
    if (bytes > TEMPLATE_LIMITS.fileBytes)
      throw tooLarge(`${JSON.stringify(path.slice(0, 200))} is over ${TEMPLATE_LIMITS.fileBytes / MIB} MiB`);
    if (this.#files > TEMPLATE_LIMITS.files)
      throw tooLarge(`it has more than ${TEMPLATE_LIMITS.files} files`);
    if (this.#bytes > TEMPLATE_LIMITS.bytes)
      throw tooLarge(`its files are over ${TEMPLATE_LIMITS.bytes / MIB} MiB`);
  }
}

export function tooLarge(reason: string): AppError {
  return new AppError('template-too-large', { detail: `The template cannot be taken: ${reason}.` });
}

/** UTF-8 with line ends as in the repository. @throws AppError `template-invalid` */
export function templateText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (error) {
    throw invalidTemplate([templateFault('text', path, 'It is no UTF-8 text.')], error);
  }
}
