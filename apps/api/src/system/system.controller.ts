import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SystemDto } from './system.dto.js';
import { SystemService } from './system.service.js';

@ApiTags('system')
@ApiBearerAuth()
@Controller('api/v1/system')
export class SystemController {
  constructor(readonly system: SystemService) {}

  @Get()
  @ApiOperation({
    summary: 'Health, versions, leader, runtime, limits and settings',
    description: 'Of the process that answers. Settings come without passwords and keys.',
  })
  @ApiOkResponse({ type: SystemDto })
  describe(): Promise<SystemDto> {
    return this.system.describe();
  }
}
