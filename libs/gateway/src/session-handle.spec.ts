import { expect, it } from 'vitest';
import { fromHandle, toHandle } from './session-handle.js';

const A = { id: '0f8fad5b-d9cb-469f-a165-70867728950e', address: 'http://127.0.0.1:1' };
const B = { id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', address: 'http://127.0.0.1:2' };

it('finds the instance of a session, draining ones too', () => {
  const route = { serving: [A], draining: [B] };
  for (const instance of [A, B])
    expect(fromHandle(toHandle(instance.id, 'x.y'), route)).toEqual({ instance, sessionId: 'x.y' });
});

it('knows no session of another deployment, and none without an instance', () => {
  expect(fromHandle(toHandle(B.id, 'x'), { serving: [A], draining: [] })).toBeUndefined();
  for (const handle of ['', 'x', '0f8fad5bd9cb', '0f8fad5bd9cb.', '../../x'])
    expect(fromHandle(handle, { serving: [A], draining: [] })).toBeUndefined();
});
