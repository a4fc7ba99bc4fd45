import {
  fromPointer,
  listBounded,
  stripHidden,
  toPointer,
  type Diagnostic,
  type Severity,
} from '#lib/diagnostics';

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

export function placeAt(document: string, pointer: string): Place {
  return fromPointer(pointer).reduce((place: Place, token) => childPlace(place, token), rootPlace(document));
}

/** JSON Pointer (RFC 6901) of a place. */
export function pointerOf(place: Place): string {
  const tokens: (string | number)[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) tokens.push(at.key);
  return toPointer(tokens.toReversed());
}

export interface Finding {
  readonly code: `${'spec' | 'overlay'}/${string}`;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string;
}

/** More findings of one severity than this help nobody; the rest is counted. */
const MAX_FINDINGS = 200;

/** Where nothing is kept any more, counting goes on to here. */
const MAX_KEPT = 20_000;

/** Collects what a reading finds, each thing once. */
export class Findings {
  readonly #found = new Map<string, Diagnostic>();

  add(finding: Finding, place: Place, position?: { line: number; column: number }): void {
    if (this.#found.size >= MAX_KEPT && finding.severity !== 'error') return;
    const location = { document: place.document, pointer: pointerOf(place), ...position };
    const at = position === undefined ? '' : `:${position.line}:${position.column}`;
    const key = `${finding.code} ${location.document}#${location.pointer}${at}`;
    if (this.#found.has(key)) return;
    this.#found.set(key, { ...finding, message: stripHidden(finding.message), location });
  }

  /** All findings in the order found; the last one counts what was left out. */
  list(): Diagnostic[] {
    return listBounded(this.#found.values(), MAX_FINDINGS, 'spec/more-findings');
  }
}
