import { unzipSync } from 'fflate';
import { AppError } from '#lib/diagnostics';
import type { ReadLimits } from '../source.js';

const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];

export function isZip(bytes: Uint8Array): boolean {
  return ZIP_MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Unpacks the text files of a zip archive, refusing names that leave it and sizes over the limits.
 *
 * @throws AppError `document-unusable`, `upload-too-large`
 */
export function unzipDocuments(bytes: Uint8Array, limits: ReadLimits): Map<string, Uint8Array> {
  let total = 0;
  let count = 0;
  const unpack = () =>
    unzipSync(bytes, {
      filter(file) {
        if (file.name.endsWith('/') || !isDescriptionName(file.name)) return false;
        refuseEscape(file.name);
        total += file.originalSize;
        count += 1;
        if (total > limits.maxBytes || count > limits.maxDocuments) throw tooLarge(limits);
        return true;
      },
    });
  try {
    return new Map(Object.entries(unpack()));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('document-unusable', {
      detail: 'The zip archive is damaged or encrypted. Pack it again without a password.',
      cause: error,
    });
  }
}

function isDescriptionName(name: string): boolean {
  if (name.startsWith('__MACOSX/')) return false;
  return /\.(json|ya?ml|md|txt|graphqls?|gql)$/i.test(name);
}

function refuseEscape(name: string): void {
  const parts = name.split(/[\\/]/);
  if (!parts.includes('..') && !/^([\\/]|[a-z]:)/i.test(name)) return;
  throw new AppError('document-unusable', {
    detail: `The zip archive holds a file whose name leaves the archive: ${JSON.stringify(name.slice(0, 100))}.`,
  });
}

function tooLarge(limits: ReadLimits): AppError {
  return new AppError('upload-too-large', {
    detail: `The archive unpacks to more than ${limits.maxBytes} bytes or ${limits.maxDocuments} files.`,
  });
}
