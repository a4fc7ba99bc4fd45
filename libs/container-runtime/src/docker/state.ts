import type { ContainerInspectInfo } from 'dockerode';
import type { ContainerState, ContainerStatus } from '../container-runtime.js';
import { EGRESS_LABEL, PORT_LABEL } from '../labels.js';
import { parseAuthority } from '../network/egress-target.js';
import type { PassageOptions } from '../network/passages.js';

/** @param port Where its clients come in, while they can */
export function toState(name: string, info: ContainerInspectInfo, port: number | undefined): ContainerState {
  const { State: state } = info;
  const status = statusOf(state.Status);
  const reason = state.OOMKilled ? 'ended: out of memory' : state.Error || undefined;
  return {
    name,
    status,
    labels: info.Config.Labels,
    ...(status === 'running' && port !== undefined ? { address: `http://127.0.0.1:${port}` } : {}),
    ...(status === 'exited' ? { exitCode: state.ExitCode } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(status === 'created' ? {} : { startedAt: new Date(state.StartedAt) }),
  };
}

function statusOf(status: string): ContainerStatus {
  if (status === 'running' || status === 'paused' || status === 'restarting') return 'running';
  return status === 'created' ? 'created' : 'exited';
}

/** What the passage of a container was opened with; undefined for one that was made without. */
export function passageOf({ Config: { Labels: labels } }: ContainerInspectInfo): PassageOptions | undefined {
  const port = Number(labels[PORT_LABEL]);
  if (!Number.isInteger(port) || port < 1) return undefined;
  const egress = (labels[EGRESS_LABEL] ?? '').split(' ').flatMap((text) => parseAuthority(text) ?? []);
  return { port, egress };
}
