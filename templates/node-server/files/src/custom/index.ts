import { defineCustom } from '../runtime/custom.js';

/** Yours: generating the project anew leaves this folder alone. Its README shows what can be added. */
export default defineCustom({});
