import type { XmlNode } from '../format.js';
import { isRecord, members, primitiveText } from './values.js';

/** Writes a value as XML, with names, attributes and wrapping as the binding says (OpenAPI "XML Object"). */
export function xmlText(value: unknown, node: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element(value, node)}`;
}

function element(value: unknown, node: XmlNode): string {
  if (node.content !== undefined) return content(value, node.content);
  if (Array.isArray(value)) return list(value, node);
  const name = qualified(node);
  const namespace =
    node.namespace === undefined
      ? ''
      : ` ${node.prefix === undefined ? 'xmlns' : `xmlns:${node.prefix}`}="${escaped(node.namespace)}"`;
  if (!isRecord(value)) return `<${name}${namespace}>${escaped(primitiveText(value))}</${name}>`;
  const children = members(value).map(([key, item]): [XmlNode, unknown] => [childNode(node, key), item]);
  const attributes = children
    .filter(([child]) => child.attribute === true)
    .map(([child, item]) => ` ${qualified(child)}="${escaped(primitiveText(item))}"`);
  const inner = children
    .filter(([child]) => child.attribute !== true)
    .map(([child, item]) => element(item, child));
  return `<${name}${namespace}${attributes.join('')}>${inner.join('')}</${name}>`;
}

/** A key may be one that every object has by birth. */
function childNode({ properties = {} }: XmlNode, key: string): XmlNode {
  return (Object.hasOwn(properties, key) ? properties[key] : undefined) ?? { name: key };
}

/** Character data; `]]>` would end a CDATA section and is split over two (XML 1.0 section 2.7). */
function content(value: unknown, kind: 'text' | 'cdata'): string {
  const text = primitiveText(value);
  return kind === 'text' ? escaped(text) : `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Unwrapped lists repeat the element; the items' own name counts only inside a wrapper. */
function list(values: readonly unknown[], node: XmlNode): string {
  const { wrapped, properties: _properties, ...outer } = node;
  const item: XmlNode = node.items ?? { name: node.name };
  if (wrapped === true)
    return `<${qualified(outer)}>${values.map((value) => element(value, item)).join('')}</${qualified(outer)}>`;
  return values.map((value) => element(value, { ...item, name: node.items?.name ?? node.name })).join('');
}

function qualified({ name, prefix }: XmlNode): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}_.:-]/gu, '_');
  return prefix === undefined ? safe : `${prefix}:${safe}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}
