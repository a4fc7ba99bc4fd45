import { fromPointer, toPointer } from '#lib/diagnostics';
import { childPlace, rootPlace, type Findings } from '../findings.js';
import { isObject } from '../json.js';
import type { DocumentSet } from '../load/load-documents.js';
import { SchemaRegistry } from './schema-registry.js';
import type { Spot } from './spot.js';

export type { Spot } from './spot.js';

/** The schema language of a description's version. */
export type Dialect = 'swagger-2.0' | 'openapi-3.0' | 'openapi-3.1';

/** What every step of one reading shares. */
export class ReadContext {
  readonly schemas: SchemaRegistry;

  constructor(
    readonly documents: DocumentSet,
    readonly dialect: Dialect,
    readonly findings: Findings,
  ) {
    this.schemas = new SchemaRegistry((target) => this.locate(target));
  }

  root(): Spot {
    const uri = this.documents.entry;
    return { value: this.documents.documents.get(uri), uri, place: rootPlace(this.documents.nameOf(uri)) };
  }

  /** The spot of an own member; its value is undefined when there is none. */
  child(spot: Spot, key: string | number): Spot {
    const holder = spot.value as Record<string | number, unknown> | null | undefined;
    const has = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key);
    return { value: has ? holder[key] : undefined, uri: spot.uri, place: childPlace(spot.place, key) };
  }

  /**
   * Follows `$ref` until there is none. Unresolvable and circular references are findings.
   *
   * @returns undefined when the reference leads nowhere
   */
  follow(spot: Spot): Spot | undefined {
    const seen = new Set<string>();
    let at = spot;
    while (isObject(at.value) && typeof at.value['$ref'] === 'string') {
      const target = this.absolute(at.value['$ref'], at.uri);
      const next = target === undefined || seen.has(target) ? undefined : this.locate(target);
      if (next === undefined || target === undefined) {
        this.reportBroken(at, at.value['$ref']);
        return undefined;
      }
      seen.add(target);
      at = next;
    }
    return at;
  }

  /** `uri#pointer` of a reference; undefined when it is no URI reference. */
  absolute(ref: string, base: string): string | undefined {
    if (ref.startsWith('#')) return `${base}#${decodeFragment(ref.slice(1))}`;
    if (!URL.canParse(ref, base)) return undefined;
    const url = new URL(ref, base);
    const fragment = decodeFragment(url.hash.slice(1));
    url.hash = '';
    return `${url.href}#${fragment}`;
  }

  /** The spot at `uri#pointer`. A reference on the way (a pointer into a referenced object) is followed. */
  locate(target: string): Spot | undefined {
    const cut = target.indexOf('#');
    const uri = target.slice(0, cut);
    const pointer = target.slice(cut + 1);
    if (!this.documents.documents.has(uri)) return undefined;
    let at: Spot | undefined = {
      value: this.documents.documents.get(uri),
      uri,
      place: rootPlace(this.documents.nameOf(uri)),
    };
    if (pointer !== '' && !pointer.startsWith('/')) return undefined;
    for (const token of fromPointer(pointer)) {
      at = at && this.#step(at, token);
    }
    return at?.value === undefined ? undefined : at;
  }

  /** One token further; through a reference where the member is not there itself. */
  #step(at: Spot, token: string): Spot | undefined {
    const direct = this.child(at, token);
    if (direct.value !== undefined) return direct;
    if (!isObject(at.value) || !('$ref' in at.value)) return undefined;
    const through = this.follow(at);
    return through === undefined || through === at ? undefined : this.child(through, token);
  }

  reportBroken(spot: Spot, ref: string): void {
    this.findings.add(
      {
        code: 'spec/unresolved-ref',
        severity: 'error',
        message: `The reference ${JSON.stringify(ref)} leads nowhere.`,
        fix: 'Correct the reference, or add what it names.',
      },
      childPlace(spot.place, '$ref'),
    );
  }
}

function decodeFragment(fragment: string): string {
  if (!fragment.includes('%')) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Escapes a registry key for use in `#/schemas/<key>`. */
export function schemaRef(key: string): string {
  return `#/schemas${toPointer([key])}`;
}
