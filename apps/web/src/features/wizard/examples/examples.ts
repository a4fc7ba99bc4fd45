/** A description that comes with these pages; it is loaded when it is tried. */
export interface Example {
  readonly key: 'bookshelf' | 'petstore' | 'observatory';
  readonly name: string;
  load(): Promise<string>;
}

const text = (module: { readonly default: string }) => module.default;

export const EXAMPLES: readonly Example[] = [
  {
    key: 'bookshelf',
    name: 'bookshelf.yaml',
    load: () => import('../../../../../api/sample/openapi.yaml?raw').then(text),
  },
  {
    key: 'petstore',
    name: 'petstore.yaml',
    load: () => import('../../../../../../test/specs/petstore-3.0.yaml?raw').then(text),
  },
  {
    key: 'observatory',
    name: 'observatory.graphql',
    load: () => import('./observatory.graphql?raw').then(text),
  },
];
