import { ensureReady, main } from './lib/ensure.mjs';

await main(ensureReady);
