import { describe, expect, it } from 'vitest';
import { CLIENTS, clientSettings } from './client-settings';

const ENTRY = { name: 'pets', url: 'http://127.0.0.1:3000/mcp/pets' };
const KEYED = { ...ENTRY, headers: { Authorization: "Bearer it's" } };

describe('settings for clients', () => {
  it('name the endpoint, and the key where there is one', () => {
    for (const client of CLIENTS) {
      expect(clientSettings(client, ENTRY).text).toContain(ENTRY.url);
      expect(clientSettings(client, KEYED).text).toContain('Bearer it');
      expect(clientSettings(client, ENTRY).text).not.toContain('Bearer');
    }
  });

  it('quote what a shell would read otherwise', () => {
    expect(clientSettings('claudeCode', KEYED).text).toBe(
      `claude mcp add --transport http pets '${ENTRY.url}' --header 'Authorization: Bearer it'\\''s'`,
    );
  });

  it('hold the same in the links that clients open', () => {
    const { link = '' } = clientSettings('cursor', KEYED);
    const config = new URL(link).searchParams.get('config') ?? '';
    expect(JSON.parse(atob(config))).toEqual({ url: ENTRY.url, headers: KEYED.headers });
    const vscode = clientSettings('vscode', ENTRY).link ?? '';
    expect(JSON.parse(decodeURIComponent(vscode.split('?')[1] ?? ''))).toEqual({
      name: 'pets',
      type: 'http',
      url: ENTRY.url,
    });
  });
});
