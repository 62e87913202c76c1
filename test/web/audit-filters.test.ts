import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditFilter } from '../../contracts/api/audit.js';
import { auditFilterOf, postingMeant, readAuditFilters, writeAuditFilters } from '../../web/src/audit/audit-filters.js';

const none = { person: null, posting: null, kind: null, from: null, to: null };

describe('the filters of the audit page', () => {
  it('read back from the URL as they were written', () => {
    const id = fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/));
    const day = fc.option(
      fc
        .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    );
    const kind = fc.option(fc.constantFrom('review.recorded', 'audit.exported'));
    fc.assert(
      fc.property(fc.record({ person: id, posting: id, kind, from: day, to: day }), (filters) => {
        expect(readAuditFilters(new URLSearchParams(writeAuditFilters(filters)))).toEqual(filters);
        expect(auditFilter.safeParse(auditFilterOf(filters)).success).toBe(true);
      }),
    );
  });

  it('leave out what is unusable', () => {
    expect(readAuditFilters(new URLSearchParams('person=a b&kind=x&from=2026-13-45&to=soon&posting=%3Cb%3E'))).toEqual(
      none,
    );
    expect(writeAuditFilters(none)).toBe('');
  });

  it('take days of Asia/Shanghai, both included', () => {
    expect(auditFilterOf({ ...none, from: '2026-11-01', to: '2026-11-01' })).toEqual({
      from: '2026-10-31T16:00:00.000Z',
      to: '2026-11-01T16:00:00.000Z',
    });
  });

  it.each([
    ['019a-b', '019a-b'],
    [' http://127.0.0.1:3000/postings/019a-b?band=all ', '019a-b'],
    ['http://127.0.0.1:3000/agencies/x', null],
    ['', null],
  ])('take %j for the posting %j', (typed, meant) => {
    expect(postingMeant(typed)).toBe(meant);
  });
});
