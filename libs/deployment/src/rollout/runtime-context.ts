import { Inject, Injectable } from '@nestjs/common';
import { ContainerRuntime } from '#lib/container-runtime';
import { HUB_ID, RUNTIME_REASON } from '../runtime.module.js';

/** Which runtime is used, whose containers they are, and why. */
@Injectable()
export class RuntimeContext {
  constructor(
    readonly runtime: ContainerRuntime,
    @Inject(RUNTIME_REASON) readonly reason: string,
    @Inject(HUB_ID) readonly hubId: string,
  ) {}
}
