import { describe, expect, it } from 'vitest';
import { tool } from '../../../../../test/support/tool-sets.js';
import { actOf } from './acts.js';
import { OperationIndex } from './operation-index.js';
import { stemsOf, wordsOf } from './words.js';

describe('wordsOf', () => {
  it.each([
    ['listOpenPRs by_owner', ['list', 'open', 'prs', 'by', 'owner']],
    ['XMLHttpRequest v2', ['xml', 'http', 'request', 'v2']],
    ['/pets/{petId}/vaccine-shots', ['pets', 'pet', 'id', 'vaccine', 'shots']],
    ["the user's café", ['the', 'user', 'café']],
    ['удалить заказ', ['удалить', 'заказ']],
    ['ユーザー取得', ['ユー', 'ーザ', 'ザー', 'ー取', '取得']],
  ])('takes %j apart', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

it('folds forms of a word and leaves out what tells nothing', () => {
  expect(stemsOf('deleting the repositories')).toEqual(stemsOf('delete repository'));
  expect(stemsOf('assignees')).toEqual(stemsOf('assign'));
});

it.each([
  ['add a pet', 'create'],
  ['set up a webhook', 'create'],
  ['which pets are there', 'list'],
  ['show all pets', 'list'],
  ['how old is the pet', 'get'],
  ['rename a pet', 'update'],
  ['please remove the pet', 'delete'],
  ['vaccinate a pet', 'do'],
  ['billing history', undefined],
])('reads what %j asks for', (request, act) => {
  expect(actOf(request)).toBe(act);
});

describe('OperationIndex', () => {
  const tools = [
    tool('listPets', 'GET', '/pets'),
    tool('createPet', 'POST', '/pets'),
    tool('getPet', 'GET', '/pets/{petId}'),
    tool('deletePet', 'DELETE', '/pets/{petId}'),
    tool('addWorklog', 'POST', '/pets/{petId}/worklog'),
    { ...tool('removeAvatar', 'DELETE', '/pets/{petId}/avatar'), description: 'Takes the picture away.' },
    { ...tool('work', 'GET', '/work'), description: 'Log of work.' },
  ];
  const index = new OperationIndex(
    tools,
    tools.map(() => 'pets'),
  );
  const first = (request: string) => index.find(request, 1)[0]?.name;

  it.each([
    ['show all pets', 'listPets'],
    ['register a new pet', 'createPet'],
    ['look up pet 42', 'getPet'],
    ['erase pet 42', 'deletePet'],
    ['log two hours of work on a pet', 'addWorklog'],
    ['remove the photo of a pet', 'removeAvatar'],
  ])('finds what %j asks for', (request, name) => {
    expect(first(request)).toBe(name);
  });

  it('finds fields of GraphQL by their names', () => {
    const field = (operationType: 'query' | 'mutation', operationName: string) => ({
      ...tool(operationName, 'POST', '/'),
      binding: {
        kind: 'graphql' as const,
        operationType,
        operationName,
        document: '',
        variables: [],
        resultPath: [operationName],
        security: [],
      },
    });
    const fields = [
      field('query', 'invoices'),
      field('mutation', 'createInvoice'),
      field('mutation', 'invoiceDelete'),
    ];
    const found = (request: string) => new OperationIndex(fields, ['', '', '']).find(request, 1)[0]?.name;
    expect(found('list all invoices')).toBe('invoices');
    expect(found('write a new invoice')).toBe('createInvoice');
    expect(found('remove an invoice')).toBe('invoiceDelete');
  });

  it('keeps to the limit and finds nothing in nonsense', () => {
    expect(index.find('pet', 2)).toHaveLength(2);
    expect(index.find('xyzzy', 5)).toEqual([]);
    expect(index.find('', 5)).toEqual([]);
  });

  it('knows names that are like another', () => {
    expect(index.near('creatPett', 3)[0]).toBe('createPet');
    expect(index.near('qqqq', 3)).toEqual([]);
  });
});
