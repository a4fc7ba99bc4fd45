import {
  isInputRequiredResult,
  ProtocolError,
  ResourceNotFoundError,
  UriTemplate,
  type InputRequiredResult,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  type ReadResourceResult,
} from '@modelcontextprotocol/server';
import type { CallContext, CustomCode, CustomResource, CustomResourceTemplate } from '../custom.js';
import type { ToolData } from '../tool-data.js';
import { descriptionResource, generatedTemplates } from './generated-resources.js';
import { Pages } from './pages.js';

type ListedResource = ListResourcesResult['resources'][number];
type ListedTemplate = ListResourceTemplatesResult['resourceTemplates'][number];

interface MatchedTemplate {
  readonly template: CustomResourceTemplate;
  readonly matcher: UriTemplate;
}

/** Every resource of a server: the API's description, what can be read by its id, and the owner's own. */
export class ResourceShelf {
  readonly resources: Pages<ListedResource>;
  readonly templates: Pages<ListedTemplate>;
  readonly isEmpty: boolean;
  readonly #byUri: ReadonlyMap<string, CustomResource>;
  readonly #matched: readonly MatchedTemplate[];

  constructor(data: ToolData, custom: CustomCode) {
    const resources = [...descriptionResource(data), ...(custom.resources ?? [])];
    // The owner's come first, so that they may take the place of generated ones.
    const templates = [...(custom.resourceTemplates ?? []), ...generatedTemplates(data)];
    this.#byUri = new Map(resources.map((resource) => [resource.uri, resource]));
    this.#matched = templates.map((template) => ({
      template,
      matcher: new UriTemplate(template.uriTemplate),
    }));
    this.isEmpty = resources.length + templates.length === 0;
    this.resources = new Pages(resources.map(listedResource));
    this.templates = new Pages(templates.map(listedTemplate));
  }

  template(uriTemplate: string): CustomResourceTemplate | undefined {
    return this.#matched.find(({ template }) => template.uriTemplate === uriTemplate)?.template;
  }

  /** @throws ProtocolError -32602 with `data.uri` for what is not there or cannot be read */
  async read(uri: string, context: CallContext): Promise<ReadResourceResult | InputRequiredResult> {
    try {
      const found = await this.#find(uri, context);
      if (found === undefined) throw new ResourceNotFoundError(uri);
      return found;
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      throw new ResourceNotFoundError(uri, error instanceof Error ? error.message : String(error));
    }
  }

  async #find(
    uri: string,
    context: CallContext,
  ): Promise<ReadResourceResult | InputRequiredResult | undefined> {
    const resource = this.#byUri.get(uri);
    if (resource !== undefined) return complete(await resource.read(context), uri, resource.mimeType);
    for (const { template, matcher } of this.#matched) {
      const variables = matcher.match(uri);
      if (variables === null) continue;
      const contents = await template.read(decoded(variables), context);
      return contents === undefined ? undefined : complete(contents, uri, template.mimeType);
    }
    return undefined;
  }
}

/** What clients see: without the code. */
function listedResource({ read: _read, ...look }: CustomResource): ListedResource {
  return look as ListedResource;
}

function listedTemplate({
  read: _read,
  complete: _complete,
  ...look
}: CustomResourceTemplate): ListedTemplate {
  return look as ListedTemplate;
}

/** @throws URIError for a broken percent-encoding */
function decoded(variables: Readonly<Record<string, string | string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, decodeURIComponent(String(value))]),
  );
}

function complete(
  contents: string | ReadResourceResult | InputRequiredResult,
  uri: string,
  mimeType = 'text/plain',
): ReadResourceResult | InputRequiredResult {
  if (typeof contents === 'string') return { contents: [{ uri, mimeType, text: contents }] };
  if (isInputRequiredResult(contents)) return contents;
  return {
    ...contents,
    contents: contents.contents.map((content) => ({ ...content, uri: content.uri || uri })),
  };
}
