import { readIdentityNumber } from '../../../casework/comparison/identity-number.js';
import type { Lead } from '../../../casework/comparison/lead.js';
import type { FinishedComparison } from '../../../casework/comparison/store-comparison.js';
import { inventedIdentityNumber } from '../../../fixtures/registers/invented-numbers.js';

const [own, other] = ['江城建设工程有限公司', '云梦机电设备有限公司'];

/** A lead about the `index`th invented person, registered with these units. */
export function foundLead(index: number, kind: Lead['kind'], units: readonly string[] = [own]) {
  const number = inventedIdentityNumber(index);
  const person = readIdentityNumber(number);
  if (typeof person === 'string') throw new Error(person);
  const identityNumber = `${number.slice(0, 6)}********${number.slice(-4)}`;
  const lead: Lead = {
    ...{ kind, name: `某甲${index}`, identityNumber, from: '2025-01', to: '2025-06', months: 6, exceptions: [] },
    registrations: units.map((name, at) => ({
      ...{ name, code: '', credential: '一级建造师', specialty: '建筑工程', number: `鄂1${index}` },
      ...{ from: '2024-01-01', to: '2027-12-31', line: index * 10 + at },
    })),
    insurance: [{ name: '汉江某厂', code: '', from: '2024-01', to: '', line: index }],
    explanation: `注册单位与参保单位不一致：某甲${index}`,
  };
  return { lead, person };
}

/** Two units: the first with two persons insured elsewhere and one registered twice, who is the second's, too. */
export function comparisonOf(
  leads = [
    foundLead(1, 'mismatch'),
    foundLead(2, 'mismatch'),
    foundLead(3, 'multiple', [own, other]),
    foundLead(3, 'frequent_changes', [own, other]),
    foundLead(4, 'exception', [other]),
  ],
): FinishedComparison {
  return {
    files: [
      { kind: 'registrations', name: 'registrations.csv', sha256: '1'.repeat(64) },
      { kind: 'insurance', name: 'insurance.csv', sha256: '2'.repeat(64) },
    ],
    figures: {
      ...{ registrations: 6, insurance: 5, mismatches: 2, exceptions: 1, unclear: 0, multiple: 1, frequentChanges: 1 },
      ...{ units: 2, rejected: 0, until: '2026-03-01' },
    },
    leads,
  };
}
