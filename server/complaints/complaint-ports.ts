import type { ComplaintCapturePlan } from '../../casework/complaints/capture-plan.js';
import type { ComplaintPorts } from '../../casework/complaints/register-complaint.js';
import type { Judge } from '../../classifier/judge.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import type { PersonalData } from '../../evidence/personal-data.js';

/**
 * What registering a complaint needs of other rooms.
 * @param judge by the release in force
 * @param capture queue/plan-complaint-capture.ts
 */
export function complaintPorts(
  personalData: PersonalData,
  judge: () => Promise<Judge>,
  capture: ComplaintCapturePlan,
): ComplaintPorts {
  return {
    ...{ personalData, capture },
    judge: async (row) => (await judge())(row).verdict,
    canonicalUrl: (url) => {
      // People leave out what the browser does not show.
      const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
      return canonicalUrl(whole, 'https://nowhere.invalid');
    },
  };
}
