import * as models from '@kubernetes/client-node';

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
}

export interface Written {
  /** As it goes over the wire. */
  readonly body: unknown;
  /** Places of fields that the API does not have; it would drop them without a word. */
  readonly unknown: readonly string[];
}

/**
 * What a manifest is for the API, by the client's types, which were generated from the OpenAPI of Kubernetes.
 *
 * @param by How its fields are named: `name` as in the client's objects, `baseName` as in YAML
 */
export function written(type: string, value: unknown, by: 'name' | 'baseName' = 'name'): Written {
  const unknown: string[] = [];
  return { body: walk(type, value, type), unknown };

  function walk(kind: string, given: unknown, place: string): unknown {
    const item = /^Array<(.+)>$/.exec(kind)?.[1] ?? /^\{ \[key: string\]: (.+?);? \}$/.exec(kind)?.[1];
    if (Array.isArray(given)) return given.map((one, at) => walk(item ?? '', one, `${place}[${at}]`));
    if (typeof given !== 'object' || given === null) return given;
    const attributes = item === undefined ? attributesOf(kind) : undefined;
    return Object.fromEntries(
      Object.entries(given).map(([key, inner]) => {
        const known = attributes?.find((attribute) => attribute[by] === key);
        const path = `${place}.${key}`;
        if (attributes !== undefined && known === undefined) unknown.push(path);
        return [known?.baseName ?? key, walk(known?.type ?? item ?? '', inner, path)];
      }),
    );
  }
}

function attributesOf(kind: string): readonly Attribute[] | undefined {
  const model = (models as unknown as Record<string, { getAttributeTypeMap?: () => Attribute[] }>)[kind];
  return model?.getAttributeTypeMap?.();
}
