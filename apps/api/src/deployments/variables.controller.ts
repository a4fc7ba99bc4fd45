import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReleaseService } from '#lib/deployment';
import { VariableDto } from './variable.dto.js';

@ApiTags('deployments')
@ApiBearerAuth()
@Controller('api/v1/deployments/:id/variables')
export class VariablesController {
  constructor(readonly releases: ReleaseService) {}

  @Get()
  @ApiOperation({
    summary: 'Variables that the server reads, and which of them are set',
    description: 'Credentials first; their values are never shown.',
  })
  @ApiOkResponse({ type: [VariableDto] })
  list(@Param('id', ParseUUIDPipe) id: string): Promise<VariableDto[]> {
    return this.releases.variables(id);
  }
}
