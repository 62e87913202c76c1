import { expect, test } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { readAuthorities } from '../../../evidence/timestamps/read-authorities.js';

test('authorities are the URLs between commas, each once', () => {
  expect(readAuthorities(undefined)).toEqual([]);
  expect(readAuthorities(' , ')).toEqual([]);
  expect(readAuthorities('http://a.example/tsa, https://b.example,http://a.example/tsa')).toEqual([
    'http://a.example/tsa',
    'https://b.example/',
  ]);
});

test.each([['a.example'], ['ftp://a.example/'], ['http://a.example, nonsense'], ['http://']])(
  'refuses %s',
  (setting) => {
    expect(() => readAuthorities(setting)).toThrow(InputError);
    expect(() => readAuthorities(setting)).toThrow(/TSA_URLS/);
  },
);

test('a password is refused and not repeated', () => {
  const read = () => readAuthorities('https://user:geheim@a.example/');
  expect(read).toThrow(/a\.example/);
  expect(read).not.toThrow(/geheim/);
});
