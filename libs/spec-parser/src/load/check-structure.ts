import { toPointer } from '#lib/diagnostics';
import type { ReadLimits } from '../source.js';
import { StructureFault } from './document-fault.js';

type Node = Readonly<Record<string, unknown>> | readonly unknown[];

/** A pointer into a hostile document can be as long as the document. */
const SHOWN_TOKENS = 12;

/**
 * Refuses a parsed document that nests too deep for any reader, contains itself, or grows beyond measure
 * when its YAML aliases are written out. Aliases are one object in memory, so the growth is computed, not made.
 *
 * @param shares Whether one object may stand at several places, as YAML aliases do
 * @throws StructureFault
 */
export function checkStructure(value: unknown, limits: ReadLimits, shares: boolean): void {
  if (isNode(value)) new Walk(limits, shares).sizeOf(value);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

class Walk {
  readonly #sizes = new Map<Node, number>();
  readonly #open = new Set<Node>();
  readonly #path: (string | number)[] = [];

  constructor(
    readonly limits: ReadLimits,
    readonly shares: boolean,
  ) {}

  /** Characters of the node as JSON, about. The depth of this recursion is what is checked. */
  sizeOf(node: Node): number {
    const known = this.#sizes.get(node);
    if (known !== undefined) return known;
    if (this.#path.length >= this.limits.maxNesting) throw this.#tooDeep();
    if (this.shares && this.#open.has(node)) throw this.#circular();
    if (this.shares) this.#open.add(node);
    const size = this.#sizeOfMembers(node);
    if (this.shares) {
      this.#open.delete(node);
      this.#sizes.set(node, size);
    }
    return size;
  }

  #sizeOfMembers(node: Node): number {
    let size = 2;
    for (const key in node) {
      if (!Object.hasOwn(node, key)) continue;
      const value = (node as Readonly<Record<string, unknown>>)[key];
      size += (Array.isArray(node) ? 1 : key.length + 4) + (typeof value === 'string' ? value.length + 2 : 2);
      if (!isNode(value)) continue;
      this.#path.push(key);
      size += this.sizeOf(value);
      this.#path.pop();
      if (this.shares && size > this.limits.maxExpansion) throw this.#expands();
    }
    return size;
  }

  #tooDeep(): StructureFault {
    return this.#fault({
      code: 'spec/too-deep',
      message: `objects and lists are nested more than ${this.limits.maxNesting} levels deep`,
      fix: 'Move inner schemas to components and refer to them.',
    });
  }

  #circular(): StructureFault {
    return this.#fault({
      code: 'spec/alias-circular',
      message: 'a YAML alias stands inside its own anchor, so that the document contains itself',
      fix: 'Use "$ref" where a schema refers to itself.',
    });
  }

  #expands(): StructureFault {
    return this.#fault({
      code: 'spec/alias-expansion',
      message: `its YAML aliases repeat each other to more than ${this.limits.maxExpansion} characters`,
      fix: 'Use "$ref" in place of aliases.',
    });
  }

  #fault(finding: { code: `spec/${string}`; message: string; fix: string }): StructureFault {
    return new StructureFault(finding, toPointer(this.#path.slice(0, SHOWN_TOKENS)));
  }
}
