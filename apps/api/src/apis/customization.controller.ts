import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Put,
  Query,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RegistrationService } from '#lib/registration';
import type { ImportReport } from '#lib/tool-mapping';
import { CustomizationDto, givenCustomization } from './customization-input.dto.js';
import {
  AgreedQuery,
  CustomizedDto,
  KeptCustomizationDto,
  toCustomizedDto,
  toKeptDto,
} from './customization.dto.js';
import { SourceDto, SOURCE_PROPERTIES, sourceOf, type UploadedDocument } from './given-source.dto.js';
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

  @Put('description')
  @UseInterceptors(FileInterceptor('file'))
  @ApiOperation({
    summary: 'Replace the description of an API by a newer one',
    description:
      'Sent as for a registration. Overlay and selection stay and are applied to it; what of them no longer fits is among the diagnostics. Answers what changed.',
  })
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiBody({ schema: { type: 'object', properties: SOURCE_PROPERTIES } })
  @ApiOkResponse({ type: CustomizedDto })
  async putDescription(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SourceDto,
    @UploadedFile() file: UploadedDocument | undefined,
    @Query() { sourceHash }: AgreedQuery,
  ): Promise<CustomizedDto> {
    return toCustomizedDto(await this.registration.replaceDescription(id, sourceOf(body, file), sourceHash));
  }

  @Post('description/preview')
  @HttpCode(200)
  @UseInterceptors(FileInterceptor('file'))
  @ApiOperation({
    summary: 'What a newer description would change',
    description:
      'Sent as to replace it, and answered the same, but nothing is changed. Replace it with the `sourceHash` given here, so that nothing else than what was looked at takes its place.',
  })
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiBody({ schema: { type: 'object', properties: SOURCE_PROPERTIES } })
  @ApiOkResponse({ type: CustomizedDto })
  async previewDescription(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SourceDto,
    @UploadedFile() file: UploadedDocument | undefined,
  ): Promise<CustomizedDto> {
    return toCustomizedDto(await this.registration.previewDescription(id, sourceOf(body, file)));
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
