import type { CustomCode } from '../runtime/custom.js';

/** Yours: generating the project anew leaves this folder alone. Its README shows what can be added. */
const custom: CustomCode = {};

export default custom;
