import { describe, expect, test } from 'vitest';
import { DeadError, DelayedError, InputError, RefusedError, RetriedError } from '../../contracts/errors.js';
import { consequenceOf } from '../../queue/consequences.js';

const now = new Date('2026-11-22T10:00:00Z');
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const fresh = { attempts: 0, delays: 0 };
const middle = 0.5;

describe('what becomes of work whose step threw', () => {
  test('what a rule forbids is refused, and what will never go better is dead', () => {
    expect(consequenceOf(new RefusedError('robots_disallowed', 'not there'), fresh, now, middle)).toEqual({
      state: 'refused',
      code: 'robots_disallowed',
      message: 'not there',
      errorClass: 'refused',
    });
    const dead = { state: 'dead', code: 'gone', message: 'gone for ever', errorClass: 'dead' };
    expect(consequenceOf(new DeadError('gone', 'gone for ever'), fresh, now, middle)).toEqual(dead);
    expect(consequenceOf(new InputError('gone', 'gone for ever'), fresh, now, middle)).toEqual(dead);
  });

  test('a try that may go better is made again after 2, 8 and 32 seconds, and then the work is dead', () => {
    const error = new RetriedError('server_error', 'answered 500');
    const waits = [0, 1, 2].map((attempts) => consequenceOf(error, { attempts, delays: 7 }, now, middle));
    expect(waits).toMatchObject([
      { state: 'due', attempts: 1, delays: 7, again: later(2_000), code: 'server_error' },
      { state: 'due', attempts: 2, delays: 7, again: later(8_000) },
      { state: 'due', attempts: 3, delays: 7, again: later(32_000) },
    ]);
    expect(consequenceOf(error, { attempts: 3, delays: 7 }, now, middle)).toMatchObject({ state: 'dead' });
  });

  test('tries are spread by a fifth to either side', () => {
    const error = new RetriedError('server_error', 'answered 500');
    expect(consequenceOf(error, fresh, now, 0)).toMatchObject({ again: later(1_600) });
    expect(consequenceOf(error, fresh, now, 1)).toMatchObject({ again: later(2_400) });
  });

  test('waiting as asked costs no attempt, yet does not go on for ever', () => {
    const error = new DelayedError('asked_to_wait', 'asks to wait', later(60_000));
    expect(consequenceOf(error, { attempts: 2, delays: 3 }, now, middle)).toMatchObject({
      state: 'due',
      again: later(60_000),
      attempts: 2,
      delays: 4,
    });
    expect(consequenceOf(error, { attempts: 2, delays: 19 }, now, middle)).toMatchObject({ state: 'due', delays: 20 });
    expect(consequenceOf(error, { attempts: 2, delays: 20 }, now, middle)).toMatchObject({ state: 'dead' });
  });

  test('a time to wait for that has passed is now', () => {
    const error = new DelayedError('asked_to_wait', 'asks to wait', later(-60_000));
    expect(consequenceOf(error, fresh, now, middle)).toMatchObject({ again: now });
  });

  test.each([new TypeError('x is no function'), 'a string', undefined])(
    'a defect (%s) ends too, and says where it is',
    (error) => {
      const first = consequenceOf(error, fresh, now, middle);
      expect(first).toMatchObject({ state: 'due', attempts: 1, again: later(2_000), code: 'defect' });
      if (error instanceof Error) expect(first.message).toContain('consequences.test.ts');
      expect(consequenceOf(error, { attempts: 3, delays: 0 }, now, middle)).toMatchObject({ state: 'dead' });
    },
  );
});
