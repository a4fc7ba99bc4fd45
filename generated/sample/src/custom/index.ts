/** Yours: this module is loaded once, before the server starts. */
export {};
