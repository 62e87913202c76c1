import { randomBytes } from 'node:crypto';
import type { ComplaintPorts, NewComplaint } from '../../../casework/complaints/register-complaint.js';
import type { Verdict } from '../../../contracts/verdict.js';
import { canonicalUrl } from '../../../crawler/extract/canonical-url.js';
import { openPersonalData } from '../../../evidence/personal-data.js';
import { planComplaintCaptures } from '../../../queue/plan-complaint-capture.js';

export const personalData = openPersonalData([{ version: 1, value: randomBytes(32).toString('base64url') }]);

/** Flags what speaks of 挂靠; the tests of the server judge by a release. */
const judge = async ({ text }: { text: string }): Promise<Verdict> => {
  const at = text.indexOf('挂靠');
  return {
    ...{
      band: at < 0 ? 'clear' : 'flagged',
      probability: at < 0 ? 0.01 : 0.987654321012345,
      categories: [],
      side: null,
    },
    reasons: at < 0 ? [] : [{ rule: 'r', field: 'text', start: at, end: at + 2, text: '挂靠', why: '挂靠' }],
    ...{ terms: {}, missing: [], release: 'r1' },
  };
};

export const ports: ComplaintPorts = {
  personalData,
  judge,
  canonicalUrl: (url) => canonicalUrl(url, 'https://nowhere.invalid'),
  // By the queue's own plan; nobody offers the jobs.
  capture: planComplaintCaptures(new Date('2026-11-23T04:00:00Z')),
};

export const fromWeb = (text: string, more: Partial<NewComplaint> = {}): NewComplaint => ({
  ...{ organisationId: 'default', channel: 'web', text, url: '', subjectName: '', complainant: null },
  ...more,
});
