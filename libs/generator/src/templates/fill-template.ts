import { AppError, type Diagnostic, type ErrorCode } from '#lib/diagnostics';
import {
  parseTemplate,
  readTemplateArchive,
  type ProjectFacts,
  type TemplateManifest,
} from '#lib/server-project';

/** An uploaded template, to be checked and, with facts, to be filled. */
export interface FillRequest {
  /** Zip. */
  readonly archive: Uint8Array;
  readonly facts?: ProjectFacts;
}

/** Errors lose their class between threads, so they cross as data. */
export type FillOutcome =
  | {
      readonly ok: true;
      readonly manifest: TemplateManifest;
      /** In the template itself. */
      readonly fileCount: number;
      /** What it makes, by path; empty without facts. */
      readonly files: ReadonlyMap<string, string>;
    }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly detail: string;
      readonly diagnostics: readonly Diagnostic[];
    };

/** Run in a worker thread, where a template that never ends stalls nobody. Nothing of the template is executed. */
export async function fillTemplate({ archive, facts }: FillRequest): Promise<FillOutcome> {
  try {
    const texts = readTemplateArchive(archive);
    const { manifest, render } = parseTemplate(texts);
    const files = facts === undefined ? new Map<string, string>() : await render(facts);
    return { ok: true, manifest, fileCount: texts.size, files };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, code: error.code, detail: error.detail, diagnostics: error.diagnostics };
  }
}
