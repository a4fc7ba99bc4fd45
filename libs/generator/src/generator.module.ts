import { Module } from '@nestjs/common';
import { RegistrationModule } from '#lib/registration';
import { GeneratorService } from './generator.service.js';

@Module({ imports: [RegistrationModule], providers: [GeneratorService], exports: [GeneratorService] })
export class GeneratorModule {}
