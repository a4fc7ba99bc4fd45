import { describe, expect, it } from 'vitest';
import { changes } from './swarm-events.js';
import { hasBegun, toState, type Service, type SwarmNode, type Task } from './tasks.js';

const SERVICE: Service = {
  ID: 's',
  Version: { Index: 1 },
  Spec: { Name: 'one', Labels: {}, TaskTemplate: {} },
};
const NODES: SwarmNode[] = [
  { ID: 'near', Status: { State: 'ready', Addr: '127.0.0.1' } },
  { ID: 'lost', Status: { State: 'down', Addr: '127.0.0.1' } },
];
const HERE = { nodes: NODES, port: 5_000 };

function task(
  state: string,
  desired: string,
  more: { node?: string; code?: number; at?: number } = {},
): Task {
  const at = new Date(more.at ?? 0).toISOString();
  const ContainerStatus = { ContainerID: 'c', ...(more.code === undefined ? {} : { ExitCode: more.code }) };
  return {
    ID: `${state}-${at}`,
    ServiceID: 's',
    NodeID: more.node ?? 'near',
    CreatedAt: at,
    DesiredState: desired,
    Status: { Timestamp: at, State: state, ContainerStatus },
  };
}

describe('the state of a service', () => {
  it('is that of the task that serves, on a node that answers', () => {
    const tasks = [task('failed', 'shutdown', { code: 7 }), task('running', 'running', { at: 1 })];
    expect(toState(SERVICE, tasks, HERE)).toMatchObject({
      status: 'running',
      address: 'http://127.0.0.1:5000',
    });
    const lost = [task('running', 'running', { node: 'lost' })];
    expect(toState(SERVICE, lost, HERE)).toMatchObject({ status: 'exited', reason: 'its node is gone' });
  });

  it('is how the last task ended, while the next waits', () => {
    const tasks = [task('failed', 'shutdown', { code: 7 }), task('ready', 'ready', { at: 1 })];
    expect(toState(SERVICE, tasks, HERE)).toMatchObject({ status: 'exited', exitCode: 7 });
  });

  it('has no exit code before there is one, and has not begun while it is prepared', () => {
    expect(toState(SERVICE, [task('running', 'shutdown', { code: -1 })], HERE)).not.toHaveProperty(
      'exitCode',
    );
    expect(toState(SERVICE, [task('preparing', 'running')], HERE).status).toBe('created');
    expect(hasBegun([task('preparing', 'running')])).toBe(false);
    expect(() => hasBegun([task('rejected', 'shutdown')])).toThrowError('rejected');
  });
});

describe('what changed between two looks', () => {
  it('is told in order, a restart in between as well', () => {
    const before = new Map([
      ['kept', 1],
      ['restarted', 1],
      ['gone', 1],
    ]);
    const now = new Map<string, number | undefined>([
      ['kept', 1],
      ['restarted', 2],
      ['waiting', undefined],
    ]);
    expect(changes(before, now)).toEqual([
      { name: 'restarted', kind: 'ended' },
      { name: 'restarted', kind: 'started' },
      { name: 'gone', kind: 'ended' },
      { name: 'gone', kind: 'removed' },
    ]);
  });
});
