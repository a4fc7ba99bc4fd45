import type { ReleaseConfig, ReleaseEntity } from './data/release.entity.js';

/** What makes a release run as another one did, with its image where that is still there. */
export function configOf(release: ReleaseEntity): ReleaseConfig & Pick<ReleaseEntity, 'image' | 'egress'> {
  const { generationId, revision, replicas, env, secrets, limits, smokeCalls } = release;
  const { toolsExpected, toolsHash, image, egress } = release;
  return {
    generationId,
    revision,
    replicas,
    env,
    secrets,
    limits,
    smokeCalls,
    toolsExpected,
    toolsHash,
    image,
    egress,
  };
}
