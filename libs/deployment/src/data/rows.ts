import { Injectable } from '@nestjs/common';
import { DeploymentStore } from './deployment.store.js';
import { InstanceStore } from './instance.store.js';
import { ReleaseStore } from './release.store.js';

/** The tables of deployments together: whoever works on one needs the others. */
@Injectable()
export class Rows {
  constructor(
    readonly deployments: DeploymentStore,
    readonly releases: ReleaseStore,
    readonly instances: InstanceStore,
  ) {}
}
