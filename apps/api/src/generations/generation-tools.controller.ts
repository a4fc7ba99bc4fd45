import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GenerationTools } from '#lib/generator';
import { GenerationToolDto, GenerationToolEntryDto, toEntryDto } from './generation-tools.dto.js';

/** What a generation serves, and how each call of it goes out. */
@ApiTags('generations')
@ApiBearerAuth()
@Controller('api/v1/generations/:id/tools')
export class GenerationToolsController {
  constructor(readonly tools: GenerationTools) {}

  @Get()
  @ApiOperation({
    summary: 'All tools of a generation, in short',
    description: 'As they were when it was made; the API may have been changed since.',
  })
  @ApiOkResponse({ type: [GenerationToolEntryDto] })
  async list(@Param('id', ParseUUIDPipe) id: string): Promise<GenerationToolEntryDto[]> {
    return (await this.tools.all(id)).map(toEntryDto);
  }

  @Get(':name')
  @ApiOperation({ summary: 'One tool with its schemas and its binding to the wire' })
  @ApiOkResponse({ type: GenerationToolDto })
  one(@Param('id', ParseUUIDPipe) id: string, @Param('name') name: string): Promise<GenerationToolDto> {
    return this.tools.one(id, name);
  }
}
