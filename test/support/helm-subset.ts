import { dump } from 'js-yaml';

type Node = string | { readonly code: string; readonly inner: readonly Node[] };
type Scope = Readonly<Record<string, unknown>>;

const BLOCK = /^(if|define) /;

/**
 * Fills templates in that keep to a small part of what Helm takes: paths, `include`, `define`, `if`, `not`, `toYaml`,
 * `nindent`, `quote`. It is no Helm: it throws at whatever else it meets, and what it gives was not given by Helm.
 */
export function render(templates: readonly string[], scope: Scope): string[] {
  const parsed = templates.map((text) => parse(tokens(text)));
  const defined = new Map<string, readonly Node[]>();
  for (const node of parsed.flat())
    if (typeof node !== 'string' && node.code.startsWith('define '))
      defined.set(unquoted(node.code.slice('define '.length)), node.inner);
  return parsed.map((nodes) => fill(nodes));

  function fill(nodes: readonly Node[]): string {
    return nodes.map((node) => (typeof node === 'string' ? node : action(node))).join('');
  }

  function action({ code, inner }: Exclude<Node, string>): string {
    if (code.startsWith('define ')) return '';
    if (code.startsWith('if not ')) return isSet(value(code.slice('if not '.length))) ? '' : fill(inner);
    if (code.startsWith('if ')) return isSet(value(code.slice('if '.length))) ? fill(inner) : '';
    const [first = '', ...pipes] = code.split(/\s*\|\s*/);
    return String(pipes.reduce(piped, value(first)));
  }

  function value(code: string): unknown {
    const [word = '', argument = '', rest] = code.split(' ');
    if (word === 'toYaml') return dump(value(argument)).trimEnd();
    if (word === 'include' && rest === '.') {
      const inner = defined.get(unquoted(argument));
      if (inner === undefined) throw new Error(`nothing is defined as ${argument}`);
      return fill(inner);
    }
    if (!/^\.[\w.]+$/.test(code)) throw new Error(`beyond this part of Helm: ${code}`);
    return pathsValue(scope, code.slice(1));
  }
}

/** What `.Values.a.b` names. @throws Error where there is none */
export function pathsValue(scope: Scope, path: string): unknown {
  let found: unknown = scope;
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part))
      throw new Error(`no .${path}`);
    found = (found as Scope)[part];
  }
  return found;
}

function piped(given: unknown, pipe: string): string {
  const [word, width] = pipe.split(' ');
  if (word === 'quote') return JSON.stringify(given);
  if (word !== 'nindent') throw new Error(`beyond this part of Helm: ${pipe}`);
  const indent = ' '.repeat(Number(width));
  return `\n${String(given).replaceAll(/^(?=.)/gm, indent)}`;
}

/** As in a text/template: `-` takes the white space beside it away. */
function tokens(text: string): string[] {
  const parts = text.split(/(\{\{-?.*?-?\}\})/);
  return parts.map((part, at) => {
    if (at % 2 === 1) return part;
    const left = parts[at - 1]?.endsWith('-}}') === true ? part.trimStart() : part;
    return parts[at + 1]?.startsWith('{{-') === true ? left.trimEnd() : left;
  });
}

function parse(left: string[]): Node[] {
  const stack: { code: string; inner: Node[] }[] = [{ code: '', inner: [] }];
  for (const token of left) {
    const code = /^\{\{-?\s*(.*?)\s*-?\}\}$/.exec(token)?.[1];
    if (code === 'end') stack.pop();
    else {
      const node = code === undefined ? token : { code, inner: [] as Node[] };
      stack.at(-1)?.inner.push(node);
      if (typeof node !== 'string' && BLOCK.test(node.code)) stack.push(node);
    }
  }
  return stack[0]?.inner ?? [];
}

function isSet(given: unknown): boolean {
  return Array.isArray(given) ? given.length > 0 : Boolean(given);
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}
