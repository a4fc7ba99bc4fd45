import { expect, it } from 'vitest';
import { nearNames } from './nearest.js';

const KNOWN = ['getPetById', 'getPet', 'listPets', 'deletePet', 'addUser'];

it.each([
  ['getPett', ['getPet']],
  ['GETPET', ['getPet']],
  ['getPetByld', ['getPetById']],
  ['listPet', ['listPets']],
  ['sendInvoice', []],
])('finds what %s may be a slip of, nearest first', (name, near) => {
  expect(nearNames(name, KNOWN)).toEqual(near);
});
