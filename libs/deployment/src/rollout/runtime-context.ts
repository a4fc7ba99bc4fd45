import { Inject, Injectable } from '@nestjs/common';
import { ContainerRuntime, RelayClient } from '#lib/container-runtime';
import { HUB_ID, RUNTIME_REASON } from '../runtime.module.js';

/** Which runtime is used and why, whose containers they are, and how they are reached. */
@Injectable()
export class RuntimeContext {
  constructor(
    readonly runtime: ContainerRuntime,
    @Inject(RUNTIME_REASON) readonly reason: string,
    @Inject(HUB_ID) readonly hubId: string,
    readonly relay: RelayClient,
  ) {}
}
