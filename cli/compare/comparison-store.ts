import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { PersonKey } from '../../casework/comparison/identity-number.js';
import type { Lead } from '../../casework/comparison/lead.js';
import { refuseUnlessComparing, storeComparison } from '../../casework/comparison/store-comparison.js';
import type { ComparedFile, ComparisonFigures } from '../../contracts/api/comparison.js';
import { InputError } from '../../contracts/errors.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { readSettings } from '../settings.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';

/** Leads that are gathered until the comparison has ended; they take a few hundred megabytes. */
const mostLeads = 200_000;

/** Where a comparison is kept when it has ended. */
export interface ComparisonStore {
  /** The bytes of a register, whose hash is kept with the comparison. */
  watched(kind: ComparedFile['kind'], file: string, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** @throws InputError `leads_many` */
  add(lead: Lead, person: PersonKey): void;
  /** @returns the run's id */
  keep(figures: ComparisonFigures): Promise<string>;
}

/** Logs a person in for a comparison that is to be kept, before it begins. */
export async function withComparisonStore<T>(
  username: string,
  compare: (store: ComparisonStore) => Promise<T>,
): Promise<T> {
  const personalData = openPersonalData(await openPersonalDataSecrets(readSettings().keysFolder));
  return withRecord(({ database }) =>
    withSession(database, username, (session) => {
      refuseUnlessComparing(session.person);
      const files: ComparedFile[] = [];
      const leads: { lead: Lead; person: PersonKey }[] = [];
      return compare({
        async *watched(kind, file, bytes) {
          const hash = createHash('sha256');
          for await (const chunk of bytes) {
            hash.update(chunk);
            yield chunk;
          }
          files.push({ kind, name: basename(file), sha256: hash.digest('hex') });
        },
        add(lead, person) {
          if (leads.push({ lead, person }) > mostLeads)
            throw new InputError(
              'leads_many',
              `More than ${mostLeads} leads are not kept: are these the right files? Compare without --store, or region by region.`,
            );
        },
        keep: (figures) => storeComparison(database, personalData, session, { files, figures, leads }, new Date()),
      });
    }),
  );
}
