import { findLicenceCandidates, readAgencyCases, readAgencyMonths } from '../../casework/agencies/agency-history.js';
import { assessAgency } from '../../casework/agencies/assess-agencies.js';
import { listMatches } from '../../casework/agencies/list-matches.js';
import { InputError } from '../../contracts/errors.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

const mostMatches = 50;

/** `guazheng agency show AGENCY`: what the record holds of one, over all its names and platforms. */
export function showAgency(id: string, options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const organisations = await everyOrganisation(database);
    const agency = await assessAgency(database, organisations, id, new Date());
    if (agency === undefined)
      throw new InputError('agency_unknown', `There is no agency ${id}; guazheng agency list shows them.`);
    const ids = agency.names.map((name) => name.id);
    const [months, cases, matches, candidates] = await Promise.all([
      readAgencyMonths(database, organisations, ids),
      readAgencyCases(database, organisations, ids),
      listMatches(database, organisations, { agencyIds: ids, limit: mostMatches }),
      agency.licences.length > 0 ? [] : findLicenceCandidates(database, agency.name),
    ]);
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ ...agency, months, casesOfIt: cases, matches, candidates })}\n`);
      return 0;
    }
    const { standing, ground, licence } = agency.standing;
    const lines = [
      `${agency.name}: ${standing} (${ground}${licence === null ? '' : `, ${licence.licenceNumber}`}), ${agency.points} points`,
      ...agency.parts.map(({ fact, count, points }) => `  ${fact}: ${count}, ${points} points`),
      `Names: ${agency.names.map((name) => `${name.name} (${name.id}, ${name.postings} ads)`).join('; ')}`,
      ...candidates.map(
        ({ holder, licenceNumber, creditCode }) => `Perhaps: ${holder}, ${licenceNumber}, ${creditCode}`,
      ),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (matches.length > 0) {
      const rows = matches.map(({ agency: one, other, ground: why, similarity, decision }) => [
        ...[`${one.name} (${one.id})`, `${other.name} (${other.id})`, why, similarity.toFixed(2), decision ?? ''],
      ]);
      process.stdout.write(table(['name', 'may be', 'ground', 'similarity', 'decided'], rows));
    }
    if (months.length > 0) {
      const rows = months.map((one) => [one.month, one.flagged, one.borderline, one.clear, one.confirmed]);
      process.stdout.write(table(['month', 'flagged', 'borderline', 'clear', 'confirmed'], rows));
    }
    return 0;
  });
}
