import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import {
  DeploymentService,
  HealthHistory,
  ReleaseService,
  UpstreamMonitor,
  type ChangeRequest,
} from '#lib/deployment';
import { HubAddress } from '../http/hub-address.js';
import { ChangeDeploymentDto, DeploymentDto, toDeploymentDto } from './deployment.dto.js';
import { variablesOf } from './given-variables.js';
import {
  EndpointKeyDto,
  HealthDto,
  HealthQuery,
  InstanceDto,
  NewReleaseDto,
  ReleaseDto,
  RenewDto,
  RollbackDto,
  toHealthDto,
  toInstanceDto,
  toReleaseDto,
} from './release.dto.js';

/** Versions of a deployment, what runs of them, and how it fared. */
@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1/deployments/:id')
export class ReleasesController {
  constructor(
    readonly deployments: DeploymentService,
    readonly releases: ReleaseService,
    readonly history: HealthHistory,
    readonly upstream: UpstreamMonitor,
    readonly address: HubAddress,
  ) {}

  @Patch()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Change settings',
    description:
      'Variables, limits, replicas and smoke calls make a new release, which takes over once it is healthy; the idle pause does not.',
  })
  @ApiAcceptedResponse({ type: DeploymentDto })
  async change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeDeploymentDto,
  ): Promise<DeploymentDto> {
    if (body.idleMinutes !== undefined) await this.deployments.pauseWhenIdle(id, body.idleMinutes);
    const request = changeOf(body);
    if (Object.keys(request).length > 0) await this.releases.change(id, request);
    return this.#shown(id);
  }

  @Get('releases')
  @ApiOperation({ summary: 'Releases, newest first' })
  @ApiOkResponse({ type: [ReleaseDto] })
  async list(@Param('id', ParseUUIDPipe) id: string): Promise<ReleaseDto[]> {
    return (await this.releases.list(id)).map(toReleaseDto);
  }

  @Get('releases/:number/sbom')
  @Header('content-type', 'application/vnd.cyclonedx+json; version=1.6')
  @ApiOperation({ summary: 'Bill of materials of a release: CycloneDX 1.6 as JSON' })
  @ApiProduces('application/vnd.cyclonedx+json')
  @ApiOkResponse({ schema: { type: 'object' } })
  async sbom(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('number', ParseIntPipe) number: number,
  ): Promise<string> {
    return this.releases.sbom(id, number);
  }

  @Post('releases')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Deploy a newer generation to the same endpoint',
    description: 'What serves now goes on until the new release is healthy, and stays if it never is.',
  })
  @ApiAcceptedResponse({ type: DeploymentDto })
  async release(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { generationId }: NewReleaseDto,
  ): Promise<DeploymentDto> {
    await this.releases.change(id, { generationId });
    return this.#shown(id);
  }

  @Post('rollback')
  @HttpCode(202)
  @ApiOperation({ summary: 'Go back to an earlier release, with its settings' })
  @ApiAcceptedResponse({ type: DeploymentDto })
  async rollback(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { release }: RollbackDto,
  ): Promise<DeploymentDto> {
    await this.releases.rollback(id, release);
    return this.#shown(id);
  }

  @Post('renew')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give it more time; one whose time was up comes back' })
  @ApiOkResponse({ type: DeploymentDto })
  async renew(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { expiresAt }: RenewDto,
  ): Promise<DeploymentDto> {
    await this.deployments.renew(id, expiresAt);
    return this.#shown(id);
  }

  @Post('key')
  @ApiOperation({
    summary: 'Make a key of the MCP endpoint',
    description:
      'The one before is no longer valid. Keys are asked for where the hub is reached from other machines.',
  })
  @ApiCreatedResponse({ type: EndpointKeyDto })
  async issueKey(@Param('id', ParseUUIDPipe) id: string): Promise<EndpointKeyDto> {
    return { key: await this.deployments.issueKey(id) };
  }

  @Get('instances')
  @ApiOperation({ summary: 'Servers of a deployment' })
  @ApiOkResponse({ type: [InstanceDto] })
  async instances(@Param('id', ParseUUIDPipe) id: string): Promise<InstanceDto[]> {
    return (await this.releases.instances(id)).map(toInstanceDto);
  }

  @Get('health')
  @ApiOperation({ summary: 'Changes of state, and the share of time in which it served' })
  @ApiOkResponse({ type: HealthDto })
  async health(@Param('id', ParseUUIDPipe) id: string, @Query() { limit }: HealthQuery): Promise<HealthDto> {
    await this.deployments.get(id);
    return toHealthDto(await this.history.of(id, limit), await this.upstream.events(id, limit));
  }

  async #shown(id: string): Promise<DeploymentDto> {
    return toDeploymentDto(await this.deployments.get(id), this.address);
  }
}

function changeOf(body: ChangeDeploymentDto): ChangeRequest {
  const { limits, replicas, smokeCalls } = body;
  const variables = variablesOf(body.variables, body.upstreamBaseUrl);
  return {
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    ...(limits === undefined ? {} : { limits }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(smokeCalls === undefined
      ? {}
      : { smokeCalls: smokeCalls.map((call) => ({ arguments: {}, ...call })) }),
  };
}
