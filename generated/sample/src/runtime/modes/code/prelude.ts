/**
 * Runs inside the sandbox before the code: it makes `api` and `console` from two functions of the host, and
 * gives back the function that writes the result. It keeps its own references, so that code which changes
 * the built-in objects changes nothing here.
 */
export const PRELUDE = `(function (callHost, logHost) {
  'use strict';
  const { stringify, parse } = JSON;
  const { freeze } = Object;
  const { slice } = String.prototype;
  const { apply } = Reflect;
  const cut = (text, most) => apply(slice, text, [0, most]);
  const show = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.name + ': ' + value.message;
    try { return stringify(value) ?? String(value); } catch { return String(value); }
  };
  const log = (...values) => {
    let line = '';
    for (let index = 0; index < values.length; index += 1) line += (index > 0 ? ' ' : '') + show(values[index]);
    logHost(cut(line, 100000));
  };
  const call = (name, args) => {
    const failed = new Error('');
    const given = stringify(args === undefined ? {} : args);
    if (given === undefined) throw new TypeError('The arguments of ' + name + ' are no JSON');
    return callHost(name, given).then((text) => {
      const answer = parse(text);
      if (answer.error === undefined) return answer.value;
      failed.message = answer.error;
      throw failed;
    });
  };
  const api = new Proxy(freeze({}), {
    get: (_, name) => typeof name === 'symbol' || name === 'then' || name === 'toJSON' ? undefined : (args) => call(name, args),
    has: () => true,
  });
  const console = freeze({ log, info: log, warn: log, error: log, debug: log });
  Object.defineProperty(globalThis, 'api', { value: api });
  Object.defineProperty(globalThis, 'console', { value: console });
  return (value, most) => {
    const text = stringify(value);
    return text === undefined ? undefined : [text.length, cut(text, most)];
  };
})`;
