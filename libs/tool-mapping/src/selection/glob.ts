/**
 * A pattern as a test of whole texts: `*` is any run without `/`, `**` any run, `?` one character but `/`; braces
 * and everything else stand for themselves, since paths hold `{petId}`. A final `/**` matches the folder too.
 */
export function globTest(pattern: string): (text: string) => boolean {
  const source = pattern
    .split(/(\/\*{2,}$|\*{2,}|\*|\?)/)
    .map((piece) => WILDCARDS[piece.replace(/\*{3,}/, '**')] ?? escapeRegExp(piece))
    .join('');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  '/**': '(?:/.*)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
