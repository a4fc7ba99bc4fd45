/**
 * Characters that a person does not see but a model or a terminal acts on: controls, escape sequences,
 * bidirectional overrides (UAX #9), zero-width and tag characters, variation selectors beyond the usual ones.
 */
const INVISIBLE =
  '\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F' +
  '\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0D\\uFEFF\\uFFA0\\uFFF0-\\uFFFB' +
  '\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}\\p{Cs}';

/** Joiners belong to the spelling of these scripts and to emoji; elsewhere they only hide. */
const JOINING =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gujarati}\\p{Script=Gurmukhi}' +
  '\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Oriya}\\p{Script=Sinhala}\\p{Script=Tamil}\\p{Script=Telugu}' +
  '\\p{Script=Mongolian}\\p{Extended_Pictographic}\\uFE0F\\u{1F3FB}-\\u{1F3FF}';

/** A terminal's escape sequence as a whole (ECMA-48 CSI and OSC), a hidden character, or a stray joiner. */
const HIDDEN = new RegExp(
  `\\u001B\\[[0-?]{0,64}[ -/]{0,16}[@-~]|\\u001B\\][^\\u0007\\u001B]{0,256}(?:\\u0007|\\u001B\\\\)|[${INVISIBLE}]|(?<![${JOINING}])[\\u200C\\u200D]`,
  'gu',
);

/** Text without what is hidden in it; line and paragraph separators become line feeds. */
export function stripHidden(text: string): string {
  return text.replaceAll(HIDDEN, '').replaceAll(/[\u2028\u2029]/g, '\n');
}

/** The hidden characters of a text, each once, as `U+202E`, in the order found; at most ten. */
export function hiddenIn(text: string): string[] {
  const found = new Set<string>();
  for (const [match] of text.matchAll(HIDDEN)) {
    found.add(`U+${(match.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
    if (found.size >= 10) break;
  }
  return [...found];
}
