import type { SecretBox } from '#lib/platform';

/** With it the hub, and nobody else, is told by a release's servers what they sent to the API. */
export function exchangeKey(secrets: SecretBox, { id }: { readonly id: string }): string {
  return secrets.derive(`exchanges of release ${id}`);
}
