import type { GraphqlBinding, SubscriptionBinding } from '../../format.js';

/** What stands behind the one field of a document that the mapping composed. */
const SELECTION = /^\w+ \w+(?:\([^()]*\))? \{ \w+(?:\([^()]*\))? (\{.*\}) \}$/s;

/**
 * The envelope of a GraphQL result, with what is selected by default in GraphQL's own notation: code that does not know
 * of the envelope reads members that are not there.
 */
export function documentResultType(
  { kind, document }: GraphqlBinding | SubscriptionBinding,
  longest: number,
): string {
  const selected = SELECTION.exec(document)?.[1]?.replaceAll('*/', '* /');
  const cut =
    selected === undefined || selected.length <= longest ? selected : `${selected.slice(0, longest)}…`;
  const answer = `data: unknown${cut === undefined ? '' : ` /* ${cut} */`}; errors?: unknown[]`;
  return kind === 'subscription' ? `{ events: { ${answer} }[]; ended: string }` : `{ ${answer} }`;
}
