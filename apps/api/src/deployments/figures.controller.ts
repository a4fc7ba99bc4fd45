import { Controller, Get, Header, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Figures, MetricsReader, ReleaseService } from '#lib/deployment';
import {
  CallHistoryDto,
  FiguresDto,
  FiguresQuery,
  FiguresSummaryDto,
  LiveVersionDto,
  toCallHistoryDto,
  toFiguresDto,
  toSummaryDtos,
} from './figures.dto.js';

/** Stands before what takes an id, since `figures` is none. */
@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1/deployments')
export class FiguresController {
  constructor(
    readonly figures: Figures,
    readonly releases: ReleaseService,
    readonly metrics: MetricsReader,
  ) {}

  @Get('figures')
  @ApiOperation({ summary: 'Calls, errors, latency and usage of all deployments that have any' })
  @ApiOkResponse({ type: [FiguresSummaryDto] })
  async all(@Query() { hours }: FiguresQuery): Promise<FiguresSummaryDto[]> {
    return toSummaryDtos(await this.figures.summaries(hours));
  }

  @Get('versions')
  @ApiOperation({ summary: 'Which release serves, of all deployments that have a live one' })
  @ApiOkResponse({ type: [LiveVersionDto] })
  versions(): Promise<LiveVersionDto[]> {
    return this.releases.live();
  }

  @Get('figures/history')
  @ApiOperation({ summary: 'Calls and errors of all deployments together over time' })
  @ApiOkResponse({ type: CallHistoryDto })
  async history(@Query() { hours }: FiguresQuery): Promise<CallHistoryDto> {
    return toCallHistoryDto(await this.figures.history(hours));
  }

  @Get(':id/figures')
  @ApiOperation({
    summary: 'Calls, errors, latency and usage over time',
    description: 'As seen by the hub: calls through the endpoint, and what the container runtime says.',
  })
  @ApiOkResponse({ type: FiguresDto })
  async of(@Param('id', ParseUUIDPipe) id: string, @Query() { hours }: FiguresQuery): Promise<FiguresDto> {
    const releases = await this.releases.list(id);
    return toFiguresDto(await this.figures.of(id, hours), releases);
  }

  @Get(':id/metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({
    summary: 'Figures that its servers keep themselves, for Prometheus',
    description: 'Of deployments with the variable `METRICS` set to 1.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  scrape(@Param('id', ParseUUIDPipe) id: string): Promise<string> {
    return this.metrics.of(id);
  }
}
