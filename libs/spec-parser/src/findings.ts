import { toPointer, type Diagnostic, type Severity } from '#lib/diagnostics';

/** A place in a document as a chain, so that walking costs nothing until a pointer is asked for. */
export interface Place {
  /** Name of the document as a person knows it. */
  readonly document: string;
  readonly parent?: Place;
  readonly key?: string | number;
}

export function rootPlace(document: string): Place {
  return { document };
}

export function childPlace(parent: Place, key: string | number): Place {
  return { document: parent.document, parent, key };
}

/** JSON Pointer (RFC 6901) of a place. */
export function pointerOf(place: Place): string {
  const tokens: (string | number)[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) tokens.unshift(at.key);
  return toPointer(tokens);
}

export interface Finding {
  readonly code: `${'spec' | 'overlay'}/${string}`;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string;
}

/** More findings than this help nobody; the rest is counted. */
const MAX_FINDINGS = 200;

/** Collects what a reading finds, each thing once. */
export class Findings {
  readonly #found = new Map<string, Diagnostic>();
  #more = 0;

  add(finding: Finding, place: Place, position?: { line: number; column: number }): void {
    const location = { document: place.document, pointer: pointerOf(place), ...position };
    const key = `${finding.code} ${location.document}#${location.pointer}`;
    if (this.#found.has(key)) return;
    if (this.#found.size >= MAX_FINDINGS) this.#more += 1;
    else this.#found.set(key, { ...finding, location });
  }

  /** All findings in the order found; the last one counts what was left out. */
  list(): Diagnostic[] {
    const all = [...this.#found.values()];
    if (this.#more > 0) {
      all.push({
        code: 'spec/more-findings',
        severity: 'info',
        message: `${this.#more} further findings are not listed.`,
      });
    }
    return all;
  }
}
