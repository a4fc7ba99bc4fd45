import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Public } from '../http/api-key.guard.js';
import { Readiness } from './readiness.js';

@ApiTags('system')
@Controller()
@Public()
export class HealthController {
  constructor(
    readonly health: HealthCheckService,
    readonly indicators: HealthIndicatorService,
    readonly readiness: Readiness,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Whether this process lives' })
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @HealthCheck()
  @ApiOperation({
    summary:
      'Whether database, queue and container runtime answer, as far as the roles of this process need them',
  })
  ready() {
    const checks = Object.entries(this.readiness.checks());
    return this.health.check(
      checks.map(
        ([name, check]) =>
          () =>
            this.#indicate(name, check()),
      ),
    );
  }

  async #indicate(name: string, answers: Promise<boolean>) {
    const indicator = this.indicators.check(name);
    return (await answers.catch(() => false)) ? indicator.up() : indicator.down();
  }
}
