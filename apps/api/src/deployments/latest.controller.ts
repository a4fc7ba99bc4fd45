import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReleaseService } from '#lib/deployment';
import { LatestQuery, LatestReleaseDto, toReleaseDto } from './release.dto.js';

/** Releases over all deployments. */
@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1/releases')
export class LatestController {
  constructor(readonly releases: ReleaseService) {}

  @Get()
  @ApiOperation({ summary: 'Newest releases of all deployments' })
  @ApiOkResponse({ type: [LatestReleaseDto] })
  async latest(@Query() { limit }: LatestQuery): Promise<LatestReleaseDto[]> {
    const releases = await this.releases.latest(limit);
    return releases.map((release) => ({ ...toReleaseDto(release), deploymentId: release.deploymentId }));
  }
}
