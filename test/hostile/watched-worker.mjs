/** The hub's own worker, where nothing can leave the machine and what a description does is written down. */
import { noteEffects } from './no-network.mjs';

const { default: describe } = await import('../../dist/libs/registration/src/describe-worker.js');

export default async function run(request) {
  try {
    return await describe(request);
  } finally {
    noteEffects();
  }
}
