import { Module } from '@nestjs/common';
import { RegistrationModule } from '#lib/registration';
import { GenerationTools } from './generation-tools.js';
import { GeneratorService } from './generator.service.js';
import { TemplateService } from './templates/template.service.js';

@Module({
  imports: [RegistrationModule],
  providers: [GeneratorService, GenerationTools, TemplateService],
  exports: [GeneratorService, GenerationTools, TemplateService],
})
export class GeneratorModule {}
