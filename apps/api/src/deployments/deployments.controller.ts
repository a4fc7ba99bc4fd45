import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
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
import { AppError } from '#lib/diagnostics';
import { ChangeFeed } from '#lib/platform';
import { EventStream, wantsEvents } from '../http/event-stream.js';
import { PageQuery } from '../http/page.dto.js';
import { streamRow } from '../http/row-events.js';
import { clientConfig } from './client-config.js';
import {
  DeployDto,
  DeploymentDto,
  DeploymentPageDto,
  LogDto,
  LogQuery,
  toDeploymentDto,
} from './deployment.dto.js';

@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1')
export class DeploymentsController {
  constructor(
    readonly deployments: DeploymentService,
    readonly changes: ChangeFeed,
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
      variables: variablesOf(body),
      limits: body.limits ?? {},
    });
    response.location(`/api/v1/deployments/${deployment.id}`);
    return toDeploymentDto(deployment);
  }

  @Get('deployments')
  @ApiOperation({ summary: 'Deployments, newest first' })
  @ApiOkResponse({ type: DeploymentPageDto })
  async list(@Query() query: PageQuery): Promise<DeploymentPageDto> {
    const { items, ...rest } = await this.deployments.list(query.request());
    return { items: items.map(toDeploymentDto), ...rest };
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
    const deployment = toDeploymentDto(await this.deployments.get(id));
    if (!wantsEvents(request)) {
      response.json(deployment);
      return;
    }
    await streamRow(new EventStream(request, response), {
      changes: this.changes,
      change: { topic: DEPLOYMENT, id },
      load: () => this.deployments.get(id).then(toDeploymentDto, () => undefined),
      isFinal: () => false,
    });
  }

  @Post('deployments/:id/start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Start what is stopped or failed' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  start(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return shown(this.deployments.start(id));
  }

  @Post('deployments/:id/stop')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop; the address is kept for the next start' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  stop(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return shown(this.deployments.stop(id));
  }

  @Post('deployments/:id/restart')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop and start' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  restart(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return shown(this.deployments.restart(id));
  }

  @Delete('deployments/:id')
  @HttpCode(202)
  @ApiOperation({ summary: 'Delete with everything that belongs to it' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  delete(@Param('id', ParseUUIDPipe) id: string): Promise<DeploymentDto> {
    return shown(this.deployments.delete(id));
  }

  @Get('deployments/:id/logs')
  @ApiOperation({
    summary: 'What the server wrote',
    description: 'The last lines; with `follow=true` a stream of `line` events.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: LogDto })
  async logs(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { tail, follow }: LogQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (follow !== 'true' && !wantsEvents(request)) {
      const lines = [];
      for await (const line of await this.deployments.logs(id, { tail, follow: false })) lines.push(line);
      response.json({ lines });
      return;
    }
    await this.deployments.get(id);
    const stream = new EventStream(request, response);
    try {
      for await (const line of await this.deployments.logs(id, { tail, follow: true, signal: stream.signal }))
        await stream.send('line', line);
    } finally {
      stream.end();
    }
  }

  @Get('deployments/:id/client-config')
  @ApiOperation({ summary: 'Configuration to paste into an MCP client' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async clientConfig(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    const { name, endpoint } = await this.deployments.get(id);
    if (endpoint === null)
      throw new AppError('state-conflict', { detail: 'The deployment has no address before it is healthy.' });
    return clientConfig(name, endpoint);
  }
}

async function shown(deployment: Promise<DeploymentEntity>): Promise<DeploymentDto> {
  return toDeploymentDto(await deployment);
}

/** @throws AppError `request-invalid` for a variable that is no text */
function variablesOf({ variables = {}, upstreamBaseUrl }: DeployDto): Record<string, string> {
  const wrong = Object.entries(variables).filter(([, value]) => typeof value !== 'string');
  if (wrong.length > 0) {
    throw new AppError('request-invalid', {
      detail: `These variables must be strings: ${wrong.map(([name]) => name).join(', ')}.`,
    });
  }
  return { ...variables, ...(upstreamBaseUrl === undefined ? {} : { UPSTREAM_BASE_URL: upstreamBaseUrl }) };
}
