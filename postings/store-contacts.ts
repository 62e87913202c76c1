import { v7 as uuid } from 'uuid';
import type { Transaction } from '../prisma/open-database.js';
import { type NamedContact, normaliseContact } from './linking/normalise-contact.js';

/** The contacts that a posting names, in any writing. */
export interface PostingContacts {
  readonly postingId: string;
  readonly contacts: readonly NamedContact[];
}

/**
 * Links postings to the contacts that they name, in normal form; what is linked already stays as it is.
 * Two workers that bring up the same new contacts wait for each other: all take them in one order, and none inserts what is there.
 */
export async function storeContacts(transaction: Transaction, items: readonly PostingContacts[]): Promise<void> {
  const links = items.flatMap(({ postingId, contacts }) =>
    contacts.flatMap(normaliseContact).map(({ kind, value }) => ({ id: uuid(), postingId, kind, value })),
  );
  if (links.length === 0) return;
  const rows = JSON.stringify(links);
  await transaction.$executeRaw`
    INSERT INTO "Contact" ("id", "kind", "value")
    SELECT DISTINCT ON ("kind", "value") "id", "kind", "value"
      FROM jsonb_to_recordset(${rows}::jsonb) AS row("id" text, "kind" text, "value" text)
     WHERE NOT EXISTS (SELECT FROM "Contact" AS known WHERE known."kind" = row."kind" AND known."value" = row."value")
     ORDER BY "kind", "value"
        ON CONFLICT ("kind", "value") DO NOTHING`;
  await transaction.$executeRaw`
    INSERT INTO "PostingContact" ("postingId", "contactId")
    SELECT DISTINCT row."postingId", contact."id"
      FROM jsonb_to_recordset(${rows}::jsonb) AS row("postingId" text, "kind" text, "value" text)
      JOIN "Contact" AS contact USING ("kind", "value")
     ORDER BY row."postingId", contact."id"
        ON CONFLICT ("postingId", "contactId") DO NOTHING`;
}
