import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { AppError } from '#lib/diagnostics';
import { TemplateService } from '#lib/generator';
import { TemplateDto, TemplateListDto, toTemplateDto } from './template.dto.js';

@ApiTags('templates')
@ApiBearerAuth()
@Controller('api/v1/templates')
export class TemplatesController {
  constructor(readonly templates: TemplateService) {}

  @Get()
  @ApiOperation({ summary: 'Templates, the built-in ones first' })
  @ApiOkResponse({ type: TemplateListDto })
  async list(): Promise<TemplateListDto> {
    return { items: (await this.templates.list()).map(toTemplateDto) };
  }

  @Get(':name')
  @ApiOperation({ summary: 'One template' })
  @ApiOkResponse({ type: TemplateDto })
  async get(@Param('name') name: string): Promise<TemplateDto> {
    return toTemplateDto(await this.templates.get(name));
  }

  @Post()
  @UseInterceptors(FileInterceptor('file'))
  @ApiOperation({
    summary: 'Upload a template as zip',
    description:
      'It is checked, and nothing of it is executed. Projects that are generated with it can be downloaded, not deployed.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @ApiCreatedResponse({ type: TemplateDto })
  async add(
    @UploadedFile() file: { readonly buffer: Buffer } | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TemplateDto> {
    if (file === undefined)
      throw new AppError('request-invalid', { detail: 'Send the zip as the multipart field "file".' });
    const template = await this.templates.add(file.buffer);
    response.location(`/api/v1/templates/${template.name}`);
    return toTemplateDto(template);
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an uploaded template', description: 'Projects made with it stay.' })
  @ApiNoContentResponse()
  async delete(@Param('name') name: string): Promise<void> {
    await this.templates.delete(name);
  }
}
