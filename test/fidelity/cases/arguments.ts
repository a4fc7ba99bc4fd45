import type { FidelityGroup } from '../fidelity-case.js';
import { flag, inQuery, listOf, objectOf, sending, taking, text, whole } from '../fragments.js';

/** What is no valid call is refused by the argument's name, and nothing is sent; what is plainly meant is taken. */
export const ARGUMENTS: FidelityGroup = {
  name: 'arguments',
  version: '3.0.4',
  cases: [
    {
      name: 'a missing required argument',
      call: 'GET /find',
      operation: taking(
        inQuery('q', text, { required: true }),
        inQuery('limit', { type: 'integer', minimum: 1, maximum: 10 }),
        inQuery('deep', flag),
        inQuery('sort', { type: 'string', enum: ['up', 'down'] }),
        inQuery('ids', listOf(whole)),
        inQuery('since', { type: 'string', format: 'date' }),
      ),
      args: { limit: 1 },
      refuses: ['"q" is required'],
    },
    {
      name: 'a wrong type',
      call: 'GET /find',
      args: { q: 'x', limit: 'many' },
      refuses: ['"limit"', 'integer'],
    },
    {
      name: 'a fraction for a whole number',
      call: 'GET /find',
      args: { q: 'x', limit: 1.5 },
      refuses: ['"limit"'],
    },
    { name: 'an object for a string', call: 'GET /find', args: { q: { a: 1 } }, refuses: ['"q"'] },
    {
      name: 'an unknown argument, with the one that is meant',
      call: 'GET /find',
      args: { q: 'x', limti: 1 },
      refuses: ['"limti"', '"limit"'],
    },
    {
      name: 'a value that the enum does not hold',
      call: 'GET /find',
      args: { q: 'x', sort: 'left' },
      refuses: ['"sort"', '"up"', '"down"'],
    },
    {
      name: 'a number out of range',
      call: 'GET /find',
      args: { q: 'x', limit: 11 },
      refuses: ['"limit"', '10'],
    },
    {
      name: 'a wrong element',
      call: 'GET /find',
      args: { q: 'x', ids: [1, 'two'] },
      refuses: ['"ids[1]"'],
    },
    {
      name: 'a text that is no date',
      call: 'GET /find',
      args: { q: 'x', since: 'today' },
      refuses: ['"since"'],
    },
    {
      name: 'several faults are named at once',
      call: 'GET /find',
      args: { limit: 0, sort: 'left' },
      refuses: ['"q"', '"limit"', '"sort"'],
    },
    {
      name: '"5" for 5 and "true" for true are taken',
      call: 'GET /find',
      args: { q: 'x', limit: '5', deep: 'true' },
      sends: 'GET /find?q=x&limit=5&deep=true',
    },
    {
      name: '"5" for a string stays a string',
      call: 'GET /find',
      args: { q: '5' },
      sends: 'GET /find?q=5',
    },
    {
      name: 'a list as JSON text is taken',
      call: 'GET /find',
      args: { q: 'x', ids: '[1,2]' },
      sends: 'GET /find?q=x&ids=1&ids=2',
    },
    {
      name: 'a body as JSON text is taken, with "5" for 5 inside it',
      call: 'POST /body',
      operation: sending('application/json', objectOf({ n: whole, s: text })),
      args: { body: '{"n":"5","s":"5"}' },
      sends: {
        line: 'POST /body',
        headers: { 'content-type': 'application/json' },
        body: '{"n":5,"s":"5"}',
      },
    },
    {
      name: 'a wrong member of a body is named by its path',
      call: 'POST /body',
      args: { body: { n: 'x' } },
      refuses: ['"body.n"'],
    },
    {
      name: 'nullable (3.0): null is taken',
      call: 'POST /nullable',
      operation: sending('application/json', objectOf({ a: { type: 'string', nullable: true } })),
      args: { body: { a: null } },
      sends: { line: 'POST /nullable', headers: { 'content-type': 'application/json' }, body: '{"a":null}' },
    },
    {
      name: 'exclusiveMinimum (3.0, a boolean)',
      call: 'GET /exclusive',
      operation: taking(inQuery('n', { type: 'number', minimum: 0, exclusiveMinimum: true })),
      args: { n: 0 },
      refuses: ['"n"'],
    },
    {
      name: "a default is the API's own: it is not sent",
      call: 'GET /default',
      operation: taking(inQuery('page', { type: 'integer', default: 1 })),
      args: {},
      sends: 'GET /default',
    },
  ],
};
