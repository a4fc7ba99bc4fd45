/** Made by help-plugin.ts. */
declare module 'virtual:help' {
  export const topics: readonly {
    readonly id: string;
    readonly title: string;
    /** Rendered when the pages were built, from our own text. */
    readonly html: string;
    readonly sections: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  }[];
}
