import type { ContainerInspectInfo } from 'dockerode';
import type { ContainerState, ContainerStatus } from '../container-runtime.js';
import { UPSTREAM_LABEL } from '../labels.js';
import { publishedPort } from './container-options.js';

export function toState(name: string, info: ContainerInspectInfo): ContainerState {
  const { State: state } = info;
  const status = statusOf(state.Status);
  const port = publishedPort(info.NetworkSettings.Ports as never);
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

export function upstreamOf(info: ContainerInspectInfo): { host: string; port: number } | undefined {
  const label = info.Config.Labels[UPSTREAM_LABEL];
  const cut = label?.lastIndexOf(':') ?? -1;
  return label === undefined || cut < 0
    ? undefined
    : { host: label.slice(0, cut), port: Number(label.slice(cut + 1)) };
}
