import Handlebars from 'handlebars';
import * as encoders from './encoders.js';
import { TemplateFault } from './template-fault.js';

type Encoder = keyof typeof encoders;

/**
 * Which encoders may be used in which file. A kind that is not listed takes no value at all: TypeScript
 * above all, since text from a description never becomes code.
 */
const ENCODERS_BY_TARGET: readonly (readonly [RegExp, readonly Encoder[]])[] = [
  [/\.json$/u, ['json']],
  [/\.md$/u, ['markdown', 'markdownCode', 'markdownJson', 'envName']],
  [/(^|\/)Dockerfile$/u, ['dockerLabel']],
  [/(^|\/)\.env\.example$/u, ['envComment', 'envName']],
];

const BLOCKS: readonly string[] = ['if', 'unless', 'each'];
/** What every object has and no value of a project is called. */
const INHERITED: ReadonlySet<string> = new Set([
  '__proto__',
  'prototype',
  'constructor',
  'toString',
  'valueOf',
  'toLocaleString',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);
const MOST_INDENT = 40;
const DEEPEST_NESTING = 50;

/** Strict, without HTML escaping (each target has its own) and without access to prototypes. */
const engine = Handlebars.create();
for (const [name, encode] of Object.entries(encoders)) engine.registerHelper(name, helper(encode));

/** A template of one file, ready to be filled. */
export type CompiledTemplate = (values: object) => string;

export interface TemplateSource {
  /** The path of the file it makes, or of the partial, without `.hbs`: its kind decides about the encoders. */
  readonly path: string;
  readonly text: string;
}

/**
 * Compiles a template.
 *
 * @throws TemplateFault when it cannot be read, or when a value in it, or in one of its partials, does not pass through
 * an encoder of its kind of file.
 */
export function compileTemplate(
  source: TemplateSource,
  partials: readonly TemplateSource[] = [],
): CompiledTemplate {
  const allowed = encodersOf(source.path);
  const used = new Map(partials.map((partial) => [partial.path, partial]));
  const checker = new EncodingChecker(source.path, allowed, new Set(used.keys()));
  checker.accept(parsed(source));
  for (const partial of partials) {
    if (kindOf(partial.path) !== kindOf(source.path)) continue;
    new EncodingChecker(partial.path, allowed, new Set(used.keys())).accept(parsed(partial));
  }
  const options = { noEscape: true, strict: true, preventIndent: true, knownHelpersOnly: true };
  const knownHelpers = Object.fromEntries(Object.keys(encoders).map((name) => [name, true]));
  const compiled = engine.compile<object>(source.text, { ...options, knownHelpers });
  const compiledPartials = Object.fromEntries(
    partials.map(({ path, text }) => [path, engine.compile<object>(text, { ...options, knownHelpers })]),
  );
  return (values) =>
    compiled(values, {
      partials: compiledPartials,
      allowProtoMethodsByDefault: false,
      allowProtoPropertiesByDefault: false,
    });
}

function parsed({ path, text }: TemplateSource): hbs.AST.Program {
  refuseDeepNesting({ path, text });
  try {
    return Handlebars.parse(text);
  } catch (error) {
    throw new TemplateFault(
      'syntax',
      path,
      undefined,
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** Handlebars takes time with the cube of the depth, and the stack ends. */
function refuseDeepNesting({ path, text }: TemplateSource): void {
  let depth = 0;
  for (const [, kind] of text.matchAll(/\{\{~?([#/])/gu)) {
    depth += kind === '#' ? 1 : -1;
    if (depth > DEEPEST_NESTING)
      throw new TemplateFault(
        'syntax',
        path,
        undefined,
        `Blocks are nested more than ${DEEPEST_NESTING} deep.`,
      );
  }
}

/** Refuses whatever could put a value into the output as it is. */
class EncodingChecker extends Handlebars.Visitor {
  constructor(
    readonly path: string,
    readonly allowed: readonly string[],
    readonly partials: ReadonlySet<string>,
  ) {
    super();
  }

  override MustacheStatement(node: hbs.AST.MustacheStatement): void {
    const name = node.path.type === 'PathExpression' ? (node.path as hbs.AST.PathExpression).original : '';
    if (!node.escaped || node.params.length !== 1 || !this.allowed.includes(name)) {
      this.refuse(
        node,
        `{{${name}}} is no encoder for this file (${this.allowed.join(', ') || 'none fits'})`,
      );
    }
    super.MustacheStatement(node);
  }

  override BlockStatement(node: hbs.AST.BlockStatement): void {
    if (!BLOCKS.includes(node.path.original))
      this.refuse(node, `{{#${node.path.original}}} is not used here`);
    super.BlockStatement(node);
  }

  override PartialStatement(node: hbs.AST.PartialStatement): void {
    const name = node.name.type === 'PathExpression' ? (node.name as hbs.AST.PathExpression).original : '';
    if (!this.partials.has(name) || kindOf(name) !== kindOf(this.path)) {
      this.refuse(node, `{{> ${name}}} is no partial for this kind of file`);
    }
    super.PartialStatement(node);
  }

  override PathExpression(node: hbs.AST.PathExpression): void {
    const inherited = node.parts.find((part) => INHERITED.has(part));
    if (inherited !== undefined) this.refuse(node, `${inherited} is no value of a project`);
  }

  override SubExpression(node: hbs.AST.SubExpression): void {
    this.refuse(node, 'sub-expressions are not used');
  }

  override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
    this.refuse(node, 'partial blocks are not used');
  }

  override Decorator(node: hbs.AST.Decorator): void {
    this.refuse(node, 'decorators are not used');
  }

  override DecoratorBlock(node: hbs.AST.DecoratorBlock): void {
    this.refuse(node, 'decorators are not used');
  }

  private refuse(node: hbs.AST.Node, reason: string): never {
    throw new TemplateFault('unsafe', this.path, node.loc.start.line, reason);
  }
}

function encodersOf(path: string): readonly Encoder[] {
  return ENCODERS_BY_TARGET.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}

/** The pattern that a path falls under, as its name. */
function kindOf(path: string): string {
  return ENCODERS_BY_TARGET.find(([pattern]) => pattern.test(path))?.[0].source ?? path;
}

/** Fits an encoder to Handlebars, which hands over the options as last argument. */
function helper(encode: (value: unknown, indent?: number) => string): Handlebars.HelperDelegate {
  return (value: unknown, options: Handlebars.HelperOptions) => {
    const indent: unknown = options.hash['indent'];
    if (indent === undefined) return encode(value);
    if (typeof indent !== 'number' || !Number.isInteger(indent) || indent < 0 || indent > MOST_INDENT)
      throw new TypeError(`An indent is a whole number up to ${MOST_INDENT}`);
    return encode(value, indent);
  };
}
