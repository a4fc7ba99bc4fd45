import type { GraphqlType, GraphqlTypes } from '../format.js';

/** A field of an output type. */
export interface OutputField {
  readonly name: string;
  /** In GraphQL's notation: `[User!]!`. */
  readonly type: string;
  /** The same without lists and `!`: `User`. */
  readonly named: string;
  readonly isList: boolean;
  readonly deprecated: boolean;
  /** By name, with the type a variable for it is declared with; `!` at its end means that it has to be given. */
  readonly args: ReadonlyMap<string, string>;
  readonly needsArguments: boolean;
}

const NONE: ReadonlyMap<string, OutputField> = new Map();

/** Output types of a schema by name; signatures are read when a type is first asked for. */
export class TypeIndex {
  readonly #fields = new Map<string, ReadonlyMap<string, OutputField>>();

  constructor(readonly types: GraphqlTypes) {}

  /** Scalars and enums have no fields. */
  isLeaf(name: string): boolean {
    return this.#type(name) === undefined;
  }

  isAbstract(name: string): boolean {
    const kind = this.#type(name)?.kind;
    return kind === 'interface' || kind === 'union';
  }

  /** Object types that a value of this type can have. */
  possible(name: string): readonly string[] {
    return this.#type(name)?.possible ?? [];
  }

  field(type: string, name: string): OutputField | undefined {
    return this.fields(type).get(name);
  }

  fields(type: string): ReadonlyMap<string, OutputField> {
    const known = this.#fields.get(type);
    if (known !== undefined) return known;
    const signatures = this.#type(type)?.fields;
    const read = signatures === undefined ? NONE : readFields(signatures);
    this.#fields.set(type, read);
    return read;
  }

  #type(name: string): GraphqlType | undefined {
    return Object.hasOwn(this.types, name) ? this.types[name] : undefined;
  }
}

function readFields(signatures: Readonly<Record<string, string>>): Map<string, OutputField> {
  return new Map(
    Object.entries(signatures).map(([name, signature]) => [name, readSignature(name, signature)]),
  );
}

const SIGNATURE = /^(?:\((?<args>[^)]*)\): )?(?<type>\S+)(?<deprecated> @deprecated)?$/;

/** `(first: Int, of: ID!): [User!]! @deprecated` */
export function readSignature(name: string, signature: string): OutputField {
  const { args: list = '', type = 'String', deprecated } = SIGNATURE.exec(signature)?.groups ?? {};
  const args = new Map(
    list
      .split(', ')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const colon = pair.indexOf(': ');
        return [pair.slice(0, colon), pair.slice(colon + 2)];
      }),
  );
  return {
    name,
    type,
    named: type.replaceAll(/[[\]!]/g, ''),
    isList: type.startsWith('['),
    deprecated: deprecated !== undefined,
    args,
    needsArguments: [...args.values()].some((argument) => argument.endsWith('!')),
  };
}
