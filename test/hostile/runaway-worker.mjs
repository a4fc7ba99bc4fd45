/** A reading that never ends, or that takes ever more memory, by the name of what it is given. */
export default async function run({ source }) {
  if (source.name === 'slow') for (;;);
  const kept = [];
  while (source.name === 'large') kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
  return { ok: false, code: 'document-unusable', detail: source.name, diagnostics: [] };
}
