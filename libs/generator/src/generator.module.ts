import { Module } from '@nestjs/common';
import { RegistrationModule } from '#lib/registration';
import { GeneratorService } from './generator.service.js';
import { TemplateService } from './templates/template.service.js';

@Module({
  imports: [RegistrationModule],
  providers: [GeneratorService, TemplateService],
  exports: [GeneratorService, TemplateService],
})
export class GeneratorModule {}
