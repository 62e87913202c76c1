import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StandingFacts, standingOf } from '../../../casework/agencies/standing.js';

const today = '2026-11-23';
const licence = (more: Partial<StandingFacts<Licence>['licences'][number]> = {}): Licence => ({
  ...{ licenceNumber: '证1', creditCode: 'A', issuedOn: '2023-03-01', validUntil: '2028-02-29', status: 'valid' },
  ...more,
});
interface Licence {
  readonly licenceNumber: string;
  readonly creditCode: string;
  readonly issuedOn: string | null;
  readonly validUntil: string | null;
  readonly status: 'valid' | 'revoked' | 'cancelled';
}
const standing = (facts: Partial<StandingFacts<Licence>>) => {
  const found = standingOf({ licences: [], decision: null, hasRegister: true, today, ...facts });
  return [found.standing, found.ground];
};
const licensed = { kind: 'licensed', creditCode: 'A', decidedOn: '2026-01-01' } as const;
const unlicensed = { kind: 'unlicensed', creditCode: null, decidedOn: '2026-01-01' } as const;

describe('the standing of an agency', () => {
  test('is unknown where nobody has decided and the register has nothing: no accusation by itself', () => {
    expect(standing({})).toEqual(['unknown', 'not_in_register']);
    expect(standing({ hasRegister: false })).toEqual(['unknown', 'no_register']);
  });

  test('follows the register: in force to the last day, then expired, and unlicensed when it was revoked', () => {
    expect(standing({ licences: [licence({ validUntil: today })] })).toEqual(['licensed', 'register']);
    expect(standing({ licences: [licence({ validUntil: '2026-11-22' })] })).toEqual(['expired', 'register']);
    expect(standing({ licences: [licence({ validUntil: null })] })).toEqual(['licensed', 'register']);
    expect(standing({ licences: [licence({ status: 'revoked' })] })).toEqual(['unlicensed', 'register']);
    expect(standing({ licences: [licence({ status: 'cancelled' })] })).toEqual(['unlicensed', 'register']);
  });

  test('rests on the best of several licences', () => {
    const licences = [licence({ status: 'revoked' }), licence({ validUntil: '2024-01-01' }), licence()];
    expect(standing({ licences })).toEqual(['licensed', 'register']);
    expect(standing({ licences: licences.slice(0, 2) })).toEqual(['expired', 'register']);
  });

  test('follows a person before the register, as long as time does not speak against it', () => {
    expect(standing({ decision: unlicensed, licences: [licence()] })).toEqual(['unlicensed', 'decided']);
    expect(standing({ decision: unlicensed, licences: [licence({ issuedOn: '2026-02-01' })] })).toEqual([
      'licensed',
      'licensed_since',
    ]);
    expect(standing({ decision: licensed })).toEqual(['licensed', 'decided']);
    expect(standing({ decision: licensed, licences: [licence({ validUntil: '2026-06-30' })] })).toEqual([
      'expired',
      'decided',
    ]);
    expect(standing({ decision: licensed, licences: [licence({ creditCode: 'B', status: 'revoked' })] })).toEqual([
      'licensed',
      'decided',
    ]);
  });

  test('never is unlicensed without a person or a register that says so', () => {
    const licences = fc.array(
      fc.record({
        licenceNumber: fc.string(),
        creditCode: fc.constantFrom('A', 'B'),
        issuedOn: fc.constantFrom(null, '2020-01-01', '2026-02-01'),
        validUntil: fc.constantFrom(null, '2026-11-22', today, '2030-01-01'),
        status: fc.constantFrom('valid' as const, 'revoked' as const, 'cancelled' as const),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(licences, fc.constantFrom(null, licensed, unlicensed), fc.boolean(), (all, decision, hasRegister) => {
        const found = standingOf({ licences: all, decision, hasRegister, today });
        if (found.standing !== 'unlicensed') return;
        expect(decision?.kind === 'unlicensed' || all.some(({ status }) => status !== 'valid')).toBe(true);
      }),
    );
  });
});
