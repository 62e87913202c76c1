import { v7 as newId } from 'uuid';
import type { ComparedFile, ComparisonFigures } from '../../contracts/api/comparison.js';
import { RefusedError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256, storable } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import type { OpenSession } from '../users/open-session.js';
import { decidingRoles } from '../users/roles.js';
import { hashLeadRow, hashLeadRows, type LeadRow } from './hash-lead-rows.js';
import { identityNumberOf, type PersonKey } from './identity-number.js';
import type { Lead } from './lead.js';

export interface FinishedComparison {
  readonly files: readonly ComparedFile[];
  readonly figures: ComparisonFigures;
  readonly leads: readonly { readonly lead: Lead; readonly person: PersonKey }[];
}

/** Rows of one statement. */
const batch = 1_000;
/** 200,000 leads take about a minute on two cores. */
const longestMilliseconds = 600_000;

/**
 * Keeps what a comparison found, for the organisation of the person who made it: run, leads and ledger entry are one transaction. A lead
 * stands with each registered unit that it is about, under a keyed hash of the identity number and encrypted.
 *
 * @returns the run's id
 * @throws RefusedError `role_insufficient`
 */
export async function storeComparison(
  database: Database,
  personalData: PersonalData,
  { id: sessionId, person }: OpenSession,
  { files, figures, leads }: FinishedComparison,
  now: Date,
): Promise<string> {
  refuseUnlessComparing(person);
  return database.$transaction(
    async (transaction) => {
      const { organisationId } = await transaction.user.findUniqueOrThrow({
        where: { id: person.id },
        select: { organisationId: true },
      });
      const row = {
        ...{ id: newId(), organisationId, files: files.map((file) => ({ ...file, name: storable(file.name) })) },
        ...{ figures: { ...figures }, userId: person.id, sessionId, by: { ...person } },
      };
      await transaction.comparisonRun.create({ data: { ...row, comparedAt: now }, select: { id: true } });
      const hashes = new Map<string, string>();
      let rows: (LeadRow & { readonly runId: string })[] = [];
      const write = async () => {
        await transaction.comparisonLead.createMany({ data: rows });
        rows = [];
      };
      for (const { lead, person: key } of leads) {
        for (const leadRow of rowsOf(personalData, lead, key)) {
          hashes.set(leadRow.id, hashLeadRow(leadRow));
          rows.push({ ...leadRow, runId: row.id });
          if (rows.length === batch) await write();
        }
      }
      if (rows.length > 0) await write();
      const contents = { ...row, leadsSha256: hashLeadRows(hashes), at: now.toISOString() };
      const subjectSha256 = sha256(canonicalJson(contents));
      await appendLedgerEntries(transaction, [{ kind: 'comparison.stored', subjectId: row.id, subjectSha256 }], now);
      return row.id;
    },
    { timeout: longestMilliseconds },
  );
}

/** @throws RefusedError `role_insufficient` */
export function refuseUnlessComparing({ name, role }: NamedPerson): void {
  if (!decidingRoles.includes(role))
    throw new RefusedError(
      'role_insufficient',
      `${name} is ${role}; comparisons are kept by reviewers and supervisors.`,
    );
}

function rowsOf(personalData: PersonalData, lead: Lead, person: PersonKey): LeadRow[] {
  const identitySha256 = personalData.hash('identity number', identityNumberOf(person));
  const units = new Map(lead.registrations.map(({ name, code }) => [`${code} ${name}`, { name, code }]));
  return [...units.values()].map(({ name, code }) => ({
    ...{ id: newId(), kind: lead.kind, identitySha256, sealed: personalData.seal(JSON.stringify(lead)) },
    ...{ unitCode: storable(code), unitName: storable(name) },
  }));
}
