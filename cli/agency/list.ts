import { assessAgencies } from '../../casework/agencies/assess-agencies.js';
import type { AgencyStanding } from '../../casework/agencies/standing.js';
import { InputError } from '../../contracts/errors.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

const standings: readonly AgencyStanding[] = ['licensed', 'expired', 'unlicensed', 'unknown'];

/** `guazheng agency list`: agencies over all platforms, those to be looked into first before the others. */
export function listAgencyRanking(options: { standing?: string; limit: number; json?: boolean }): Promise<ExitCode> {
  const wanted = standings.find((standing) => standing === options.standing);
  if (options.standing !== undefined && wanted === undefined)
    throw new InputError('bad_option', `--standing ${options.standing} is none of ${standings.join(', ')}.`);
  return withRecord<ExitCode>(async ({ database }) => {
    const all = await assessAgencies(database, await everyOrganisation(database), new Date());
    const chosen = all
      .filter(({ standing }) => wanted === undefined || standing.standing === wanted)
      .slice(0, options.limit);
    const agencies = chosen.map(({ names, standing, licences: _, ...agency }) => ({
      ...agency,
      ...{ names: names.map(({ name }) => name), standing: standing.standing, ground: standing.ground },
      licenceNumber: standing.licence?.licenceNumber ?? null,
    }));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ agencies })}\n`);
    else
      process.stdout.write(
        table(
          ['agency', 'name', 'points', 'standing', 'confirmed', 'campaigns', 're-listed', 'orders', 'flagged', 'ads'],
          agencies.map((agency) => [
            ...[agency.id, agency.name, agency.points, agency.standing, agency.confirmed, agency.campaigns],
            ...[agency.relistings, agency.orders, agency.flagged, agency.postings],
          ]),
        ),
      );
    return 0;
  });
}
