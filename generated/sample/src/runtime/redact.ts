/** @param secrets Longest first, so that none is cut by a shorter one */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((result, secret) => result.replaceAll(secret, '***'), text);
}
