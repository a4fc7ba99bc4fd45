/** Encrypts what must not lie in the database in the clear (AES-256-GCM). */
export abstract class SecretBox {
  /** @returns Opaque text that {@link open} reads back. */
  abstract seal(plain: string): string;

  /** @throws Error when the text was changed or sealed under another key. */
  abstract open(sealed: string): string;

  /** A secret for one purpose, always the same (HKDF, RFC 5869); from it follows nothing about the key. @returns base64url of 32 bytes */
  abstract derive(purpose: string): string;
}
