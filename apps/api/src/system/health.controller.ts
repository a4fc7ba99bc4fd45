import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { RuntimeContext } from '#lib/deployment';
import { JobQueue } from '#lib/platform';
import { Public } from '../http/api-key.guard.js';

@ApiTags('system')
@Controller()
@Public()
export class HealthController {
  constructor(
    readonly health: HealthCheckService,
    readonly indicators: HealthIndicatorService,
    readonly dataSource: DataSource,
    readonly queue: JobQueue,
    readonly context: RuntimeContext,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Whether this process lives' })
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether database, queue and container runtime answer' })
  ready() {
    return this.health.check([
      () =>
        this.#indicate(
          'database',
          this.dataSource.query('SELECT 1').then(() => true),
        ),
      () => this.#indicate('queue', this.queue.isReady()),
      () =>
        this.#indicate(
          'runtime',
          this.context.runtime.availability().then(({ available }) => available),
        ),
    ]);
  }

  async #indicate(name: string, answers: Promise<boolean>) {
    const indicator = this.indicators.check(name);
    return (await answers.catch(() => false)) ? indicator.up() : indicator.down();
  }
}
