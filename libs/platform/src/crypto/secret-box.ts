/** Encrypts what must not lie in the database in the clear (AES-256-GCM). */
export abstract class SecretBox {
  /** @returns Opaque text that {@link open} reads back. */
  abstract seal(plain: string): string;

  /** @throws Error when the text was changed or sealed under another key. */
  abstract open(sealed: string): string;
}
