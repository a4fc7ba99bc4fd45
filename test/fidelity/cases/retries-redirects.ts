import type { FidelityGroup } from '../fidelity-case.js';
import { sending } from '../fragments.js';

const busy = (status: number, seconds: string) => ({
  status,
  headers: { 'retry-after': seconds, 'content-type': 'text/plain' },
  body: 'busy',
});
const done = { headers: { 'content-type': 'text/plain' }, body: 'done' };

/** RFC 9110 sections 9.2.2 (what may be sent again), 10.2.3 (Retry-After) and 15.4 (redirects). */
export const RETRIES_AND_REDIRECTS: FidelityGroup = {
  name: 'retries and redirects',
  version: '3.1.1',
  cases: [
    {
      name: 'GET is sent again after the time that Retry-After names',
      call: 'GET /thing',
      answers: [busy(503, '1'), done],
      sends: ['GET /thing', 'GET /thing'],
      gives: { text: 'done' },
      lastsMs: 1000,
    },
    {
      name: '429 counts as busy',
      call: 'GET /thing',
      answers: [busy(429, '0'), done],
      sends: ['GET /thing', 'GET /thing'],
      gives: { text: 'done' },
    },
    {
      name: 'GET is not sent again when the wait is long, and the wait is told',
      call: 'GET /thing',
      answers: [busy(429, '3600')],
      sends: 'GET /thing',
      gives: { isError: true, says: ['429', '3600'] },
    },
    {
      name: 'POST is never sent twice',
      call: 'POST /thing',
      operation: sending('application/json', { type: 'object' }),
      args: { body: {} },
      answers: [busy(503, '0')],
      sends: { line: 'POST /thing', headers: { 'content-type': 'application/json' }, body: '{}' },
      gives: { isError: true, says: ['503', 'busy'] },
    },
    {
      name: 'PUT is sent again with its body',
      call: 'PUT /thing',
      operation: sending('application/json', { type: 'object' }),
      args: { body: { a: 1 } },
      answers: [busy(503, '0'), done],
      sends: [1, 2].map(() => ({
        line: 'PUT /thing',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      })),
      gives: { text: 'done' },
    },
    {
      name: '400 is not sent again',
      call: 'GET /thing',
      answers: [{ status: 400 }],
      sends: 'GET /thing',
      gives: { isError: true, says: ['400'] },
    },
    {
      name: 'GET follows a redirect',
      call: 'GET /old',
      answers: [{ status: 301, headers: { location: 'new/place?a=%2F' } }, done],
      sends: ['GET /old', 'GET /new/place?a=%2F'],
      gives: { text: 'done' },
    },
    {
      name: 'a redirect of POST is shown, not followed',
      call: 'POST /thing',
      args: { body: {} },
      answers: [{ status: 303, headers: { location: '/thing/1' } }],
      sends: { line: 'POST /thing', headers: { 'content-type': 'application/json' }, body: '{}' },
      gives: { says: ['303', '/thing/1'] },
    },
    {
      name: 'a redirect to no web address is not followed',
      call: 'GET /file',
      answers: [{ status: 302, headers: { location: 'file:///etc/passwd' } }],
      sends: 'GET /file',
    },
    {
      name: 'redirects in a circle end',
      call: 'GET /circle',
      answers: Array.from({ length: 9 }, () => ({ status: 302, headers: { location: '/circle' } })),
      sends: Array.from({ length: 6 }, () => 'GET /circle'),
    },
  ],
};
