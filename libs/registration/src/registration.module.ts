import { Module } from '@nestjs/common';
import { DescriptionReader } from './description-reader.js';
import { RegistrationService } from './registration.service.js';

@Module({ providers: [DescriptionReader, RegistrationService], exports: [RegistrationService] })
export class RegistrationModule {}
