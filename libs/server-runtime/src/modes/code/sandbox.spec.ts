import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSandboxWorker } from '../../../../../test/support/sandbox-worker-file.js';
import type { SandboxLimits, SandboxOutcome } from './messages.js';
import { Sandbox, type AnswerCall } from './sandbox.js';

const LIMITS: SandboxLimits = { timeoutMs: 900, memoryMb: 24, maxCalls: 5, maxOutputChars: 200 };
const echo: AnswerCall = (name, args) =>
  Promise.resolve(JSON.stringify({ value: { name, args: JSON.parse(args) } }));

let worker: Awaited<ReturnType<typeof compileSandboxWorker>>;
beforeAll(async () => {
  worker = await compileSandboxWorker();
});
afterAll(() => worker.remove());

function run(
  code: string,
  answer: AnswerCall = echo,
  limits: Partial<SandboxLimits> = {},
): Promise<SandboxOutcome> {
  return new Sandbox(worker.url, { ...LIMITS, ...limits }).run(code, answer, new AbortController().signal);
}

async function fault(code: string, answer?: AnswerCall): Promise<string> {
  const outcome = await run(code, answer);
  return outcome.ok ? `ended well with ${outcome.value ?? 'nothing'}` : outcome.error;
}

describe('Sandbox', () => {
  it('runs code with calls of the API, and gives what it returns and logs', async () => {
    const code = `
      const answers = await Promise.all([1, 2].map((id) => api.get_pet({ id })));
      console.log('got', answers.length, { of: 2 });
      return answers.map(({ name, args }) => name + args.id);`;
    const value = '["get_pet1","get_pet2"]';
    expect(await run(code)).toEqual({ ok: true, value, length: value.length, logs: 'got 2 {"of":2}\n' });
  });

  it('throws what a call came to, where it was made', async () => {
    const refuse: AnswerCall = () => Promise.resolve(JSON.stringify({ error: 'no such pet' }));
    expect(await fault('\nawait api.get_pet({ id: 1 });', refuse)).toBe(
      'Error: no such pet (line 2 of the code)',
    );
    const caught = await run('try { await api.a() } catch (error) { return error.message }', refuse);
    expect(caught).toMatchObject({ ok: true, value: '"no such pet"' });
    const broken: AnswerCall = () => Promise.reject(new Error('unplugged'));
    expect(await fault('await api.a()', broken)).toContain('unplugged');
  });

  it.each([
    ['const x = ;', /^SyntaxError: .*line 1/],
    ['\n\nnull.x', /^TypeError: .*line 3/],
    ['throw "words"', /words/],
    ['const a = {}; a.a = a; return a', /^TypeError: circular/],
    ['return 1n', /^TypeError: .*big/i],
    ['await api.a({ toJSON() {} })', /arguments of a are no JSON/],
  ])('says what is wrong with %j', async (code, message) => {
    expect(await fault(code)).toMatch(message);
  });

  it.each([
    'typeof process',
    'typeof require',
    'typeof fetch',
    'typeof setTimeout',
    'typeof Buffer',
    'typeof WebAssembly',
    'this.constructor.constructor("return typeof process")()',
    'api.constructor.constructor("return typeof process")()',
    'console.log.constructor("return typeof process")()',
    'api.x.constructor("return typeof require")()',
    'Object.getPrototypeOf(async () => {}).constructor("return typeof process")().then((type) => type)',
    'new Error().stack.constructor.constructor("return typeof process")()',
  ])('has nothing of the process: %s', async (expression) => {
    const outcome = await run(
      `const type = await (${expression}); return typeof type === 'string' ? type : 'undefined';`,
    );
    expect(outcome).toMatchObject({ ok: true, value: '"undefined"' });
  });

  it('knows no modules', async () => {
    expect(await fault('return await import("node:fs")')).not.toContain('ended well');
    expect(await fault('})(); await import("fs"); (async () => {')).not.toContain('ended well');
  });

  it.each([
    ['a loop', 'while (true) {}', /longer than 900 ms/],
    ['a loop of promises', 'for (;;) await null', /longer than 900 ms/],
    ['a promise that nothing settles', 'await new Promise(() => {})', /nothing will settle/],
    [
      'a list without end',
      'const all = []; for (;;) all.push(new Array(1e4).fill(7))',
      /MB of memory|longer than/,
    ],
    ['a text without end', 'let text = "x"; for (;;) text += text', /memory|too long/],
    ['a huge buffer', 'return new Uint8Array(2e9).length', /memory|length/],
    ['calls within calls', 'function f() { f() } f()', /stack/],
    ['a pattern that never ends', 'return /(a+)+$/.test("a".repeat(40) + "b")', /longer than/],
    [
      'a thousand calls',
      'for (let i = 0; i < 1e4; i += 1) { try { await api.a() } catch {} }',
      /more than 5 calls/,
    ],
    [
      'a thousand calls at once',
      'await Promise.all(Array.from({ length: 1e4 }, () => api.a()))',
      /more than 5 calls/,
    ],
  ])('ends %s in time', async (_name, code, message) => {
    const started = performance.now();
    expect(await fault(code)).toMatch(message);
    expect(performance.now() - started).toBeLessThan(LIMITS.timeoutMs + 4_000);
  });

  it('cuts what is logged and returned, and tells the whole length', async () => {
    const outcome = await run(
      'for (let i = 0; i < 1e3; i += 1) console.log("x".repeat(1e4)); return "y".repeat(1e6)',
    );
    expect(outcome).toMatchObject({ ok: true, length: 1_000_002 });
    expect(outcome.ok && outcome.value?.length).toBe(LIMITS.maxOutputChars);
    expect(outcome.logs.length).toBeLessThanOrEqual(LIMITS.maxOutputChars + 1);
  });

  it('does not trust what code made of the built-in objects', async () => {
    const code = `
      JSON.stringify = () => 'x'; JSON.parse = () => 'x'; String.prototype.slice = () => 'x'; Array.prototype.map = () => 'x';
      return await api.a({ b: 1 })`;
    expect(await run(code)).toMatchObject({ ok: true, value: '{"name":"a","args":{"b":1}}' });
    expect(await run('api = 1; console = 1; return typeof api.a')).toMatchObject({
      ok: true,
      value: '"function"',
    });
    expect(await fault('Promise.prototype.then = undefined; return api.a()')).toMatch(
      /not a function|settle/,
    );
  });

  it('keeps nothing between runs, and stops calls under way when it ends', async () => {
    await run('globalThis.left = 1');
    expect(await run('return typeof left')).toMatchObject({ value: '"undefined"' });
    let aborted = false;
    const hang: AnswerCall = (_name, _args, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve('{}');
        });
      });
    expect(await fault('api.slow(); return 1', hang)).toBe('ended well with 1');
    expect(aborted).toBe(true);
  });

  it('ends when the client cancels', async () => {
    const stop = new AbortController();
    const running = new Sandbox(worker.url, { ...LIMITS, timeoutMs: 60_000 }).run(
      'for (;;) ;',
      echo,
      stop.signal,
    );
    setTimeout(() => stop.abort(), 300);
    expect(await running).toMatchObject({ ok: false, error: 'The call was cancelled.' });
  });
});
