import { Body, Controller, Get, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RegistrationService } from '#lib/registration';
import type { ImportReport } from '#lib/tool-mapping';
import { CustomizationDto, givenCustomization } from './customization-input.dto.js';
import { CustomizedDto, KeptCustomizationDto, toCustomizedDto, toKeptDto } from './customization.dto.js';
import { REPORT_SCHEMA } from './report.schema.js';

@ApiTags('apis')
@ApiBearerAuth()
@Controller('api/v1/apis/:id')
export class CustomizationController {
  constructor(readonly registration: RegistrationService) {}

  @Get('overlay')
  @ApiOperation({ summary: 'Overlay and selection of an API' })
  @ApiOkResponse({ type: KeptCustomizationDto })
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<KeptCustomizationDto> {
    return toKeptDto((await this.registration.getWithTools(id)).customization);
  }

  @Put('overlay')
  @ApiOperation({
    summary: 'Replace overlay and selection of an API',
    description:
      'Makes the tools anew from the description as it was registered; a missing member takes away what was there. Answers what changed. With an overlay that cannot be applied nothing changes.',
  })
  @ApiOkResponse({ type: CustomizedDto })
  async put(@Param('id', ParseUUIDPipe) id: string, @Body() body: CustomizationDto): Promise<CustomizedDto> {
    return toCustomizedDto(await this.registration.customize(id, givenCustomization(body)));
  }

  @Get('report')
  @ApiOperation({
    summary: 'Import report of an API',
    description: 'How well it suits a model, with each reason; counts, tokens and what clients can take.',
  })
  @ApiOkResponse({ schema: REPORT_SCHEMA })
  async report(@Param('id', ParseUUIDPipe) id: string): Promise<ImportReport> {
    return this.registration.report(id);
  }
}
