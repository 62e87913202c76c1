import { listOnSiteChecks } from '../../casework/on-site/list-on-site-checks.js';
import type { OnSiteCheck } from '../../contracts/api/comparison.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng on-site list`: checks on site, those that wait for their second officer first. */
export async function list(options: { limit: number; json?: boolean }): Promise<ExitCode> {
  const personalData = openPersonalData(await openPersonalDataSecrets(readSettings().keysFolder));
  return withRecord<ExitCode>(async ({ database }) => {
    const reader = { person: null, jurisdiction: await everyOrganisation(database) };
    const checks = await listOnSiteChecks(database, personalData, reader, { limit: options.limit });
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ checks: checks.map(described) })}\n`
        : table(
            ['check', 'unit', 'code', 'day', 'present', 'result', 'officers', 'state', 'case'],
            checks.map((check) => {
              const { id, unitName, unitCode, checkedOn, present, expected, result, officers, state, caseNumber } =
                described(check);
              return [
                ...[id, unitName, unitCode, checkedOn, `${present} of ${expected}`, result, officers.join(', '), state],
                caseNumber ?? '',
              ];
            }),
          ),
    );
    return 0;
  });
}

/** Without the people's names, which a page shows. */
function described({ people, first, second, withdrawn, case: begun, ...check }: OnSiteCheck) {
  const { id, organisation, unitName, unitCode, place, checkedOn, result, note, recordedAt } = check;
  return {
    ...{ id, organisation, unitName, unitCode, place, checkedOn, result, note, recordedAt },
    ...{ present: people.filter(({ isPresent }) => isPresent).length, expected: people.length },
    officers: [first.name, ...(second === null ? [] : [second.name])],
    state: withdrawn !== null ? 'withdrawn' : second === null ? 'waits for the second officer' : 'confirmed',
    ...{ withdrawnBecause: withdrawn?.reason ?? null, caseNumber: begun?.number ?? null },
  };
}
