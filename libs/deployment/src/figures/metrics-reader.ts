import { Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { Rows } from '../data/rows.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { mergeMetrics, type ServerMetrics } from './merge-metrics.js';

const TIMEOUT_MS = 5_000;

/** Reads the figures that servers keep themselves (`METRICS=1`), which nobody but the hub reaches. */
@Injectable()
export class MetricsReader {
  constructor(
    readonly rows: Rows,
    readonly context: RuntimeContext,
  ) {}

  /**
   * Of all servers of the live release that answer, in the text format of Prometheus.
   *
   * @throws AppError `not-found`, `state-conflict` where figures are not kept or nothing runs
   */
  async of(deploymentId: string): Promise<string> {
    const { slug, liveReleaseId } = await this.rows.deployments.get(deploymentId);
    const release = liveReleaseId === null ? null : await this.rows.releases.find(liveReleaseId);
    if (release?.env['METRICS'] !== '1')
      throw new AppError('state-conflict', {
        detail: 'The live release keeps no such figures: set the variable METRICS to 1.',
      });
    const instances = await this.rows.instances.ofRelease(release.id);
    const read = await Promise.all(
      instances.map(async ({ address, ordinal }): Promise<ServerMetrics | undefined> => {
        const text = address === null ? undefined : await this.#metricsAt(address);
        const labels = { deployment: slug, release: String(release.number), server: String(ordinal) };
        return text === undefined ? undefined : { labels, text };
      }),
    );
    const answered = read.filter((one) => one !== undefined);
    if (answered.length > 0) return mergeMetrics(answered);
    throw new AppError('state-conflict', { detail: 'No server of the deployment answers now.' });
  }

  async #metricsAt(address: string): Promise<string | undefined> {
    try {
      const answer = await this.context.relay.fetch(`${address}/metrics`, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return answer.ok ? await answer.text() : undefined;
    } catch {
      return undefined;
    }
  }
}
