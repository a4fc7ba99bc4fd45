import { Module, type DynamicModule } from '@nestjs/common';
import { ContainerRuntime, RelayClient, type RuntimeChoice } from '#lib/container-runtime';

/** Injection token of the reason for the driver in use. */
export const RUNTIME_REASON = Symbol('RuntimeReason');
/** Injection token of the id that marks what this hub owns. */
export const HUB_ID = Symbol('HubId');

@Module({})
export class RuntimeModule {
  static forRoot(choice: RuntimeChoice, hubId: string, relay: RelayClient): DynamicModule {
    const providers = [
      { provide: ContainerRuntime, useValue: choice.runtime },
      { provide: RUNTIME_REASON, useValue: choice.reason },
      { provide: HUB_ID, useValue: hubId },
      { provide: RelayClient, useValue: relay },
    ];
    return { module: RuntimeModule, global: true, providers, exports: providers };
  }
}
