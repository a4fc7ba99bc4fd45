import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './secret-key.js';
import { SecretBox } from './secret-box.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM; the text is `v1.` and base64 of IV, tag and cipher text. */
export class AesSecretBox extends SecretBox {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    super();
    if (key.byteLength !== 32) throw new Error('The key must have 32 bytes.');
    this.#key = key;
  }

  override seal(plain: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `v1.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64')}`;
  }

  override derive(purpose: string): string {
    return deriveKey(this.#key, purpose).toString('base64url');
  }

  override open(sealed: string): string {
    const [version, body = ''] = sealed.split('.');
    if (version !== 'v1') throw new Error('The sealed text is of an unknown version.');
    const bytes = Buffer.from(body, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  }
}
