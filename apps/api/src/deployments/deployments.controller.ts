import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DEPLOYMENT, DeploymentService, type DeploymentEntity } from '#lib/deployment';
import { APP_CONFIG, ChangeFeed, type AppConfig } from '#lib/platform';
import { EventStream, wantsEvents } from '../http/event-stream.js';
import { HubAddress } from '../http/hub-address.js';
import { isLoopbackOnly } from '../http/own-host.js';
import { PageQuery } from '../http/page.dto.js';
import { streamRow } from '../http/row-events.js';
import { clientConfig } from './client-config.js';
import { DeployDto, DeploymentDto, DeploymentPageDto, toDeploymentDto } from './deployment.dto.js';
import { variablesOf } from './given-variables.js';

@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1')
export class DeploymentsController {
  constructor(
    readonly deployments: DeploymentService,
    readonly changes: ChangeFeed,
    readonly address: HubAddress,
    @Inject(APP_CONFIG) readonly config: AppConfig,
  ) {}

  @Post('generations/:id/deployments')
  @HttpCode(202)
  @ApiOperation({ summary: 'Deploy a generated server' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  async deploy(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DeployDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DeploymentDto> {
    const deployment = await this.deployments.deploy(id, {
      variables: variablesOf(body.variables, body.upstreamBaseUrl),
      limits: body.limits ?? {},
      replicas: body.replicas ?? 1,
      smokeCalls: (body.smokeCalls ?? []).map((call) => ({ arguments: {}, ...call })),
      idleMinutes: body.idleMinutes ?? null,
      expiresAt: body.expiresAt ?? null,
    });
    response.location(`/api/v1/deployments/${deployment.id}`);
    return toDeploymentDto(deployment, this.address);
  }

  @Get('deployments')
  @ApiOperation({ summary: 'Deployments, newest first' })
  @ApiOkResponse({ type: DeploymentPageDto })
  async list(@Query() query: PageQuery): Promise<DeploymentPageDto> {
    const { items, ...rest } = await this.deployments.list(query.request());
    return { items: items.map((item) => toDeploymentDto(item, this.address)), ...rest };
  }

  @Get('deployments/:id')
  @ApiOperation({
    summary: 'State of a deployment',
    description:
      'With `Accept: text/event-stream` a stream of `deployment` events until the client leaves or it is deleted.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: DeploymentDto })
  async get(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const deployment = toDeploymentDto(await this.deployments.get(id), this.address);
    if (!wantsEvents(request)) {
      response.json(deployment);
      return;
    }
    await streamRow(new EventStream(request, response), {
      changes: this.changes,
      change: { topic: DEPLOYMENT, id },
      load: () =>
        this.deployments.get(id).then(
          (row) => toDeploymentDto(row, this.address),
          () => undefined,
        ),
      isFinal: () => false,
    });
  }

  @Post('deployments/:id/start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Start what is stopped, paused, expired or failed' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  start(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return this.#shown(this.deployments.start(id));
  }

  @Post('deployments/:id/stop')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop; the address is kept for the next start' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  stop(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return this.#shown(this.deployments.stop(id));
  }

  @Post('deployments/:id/restart')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start anew as a release of its own; the servers there are go on until the new ones are healthy',
  })
  @ApiAcceptedResponse({ type: DeploymentDto })
  restart(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return this.#shown(this.deployments.restart(id));
  }

  @Delete('deployments/:id')
  @HttpCode(202)
  @ApiOperation({ summary: 'Delete with everything that belongs to it' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  delete(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return this.#shown(this.deployments.delete(id));
  }

  @Get('deployments/:id/client-config')
  @ApiOperation({ summary: 'Configuration to paste into an MCP client' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async clientConfig(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    const deployment = await this.deployments.get(id);
    return clientConfig({
      name: deployment.name,
      endpoint: this.address.endpoint(deployment),
      wantsKey: !isLoopbackOnly(this.config),
    });
  }

  async #shown(deployment: Promise<DeploymentEntity>): Promise<DeploymentDto> {
    return toDeploymentDto(await deployment, this.address);
  }
}
