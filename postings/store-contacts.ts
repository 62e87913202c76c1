import type { Transaction } from '../prisma/open-database.js';

/** A contact in normal form. */
export interface NamedContact {
  readonly kind: 'phone' | 'wechat' | 'qq' | 'email';
  readonly value: string;
}

/**
 * Links a posting to the contacts that it names; what is linked already stays as it is.
 * Two workers that bring up the same new contacts wait for each other: all take them in one order, and none inserts what is there.
 */
export async function storeContacts(
  transaction: Transaction,
  postingId: string,
  contacts: readonly NamedContact[],
): Promise<void> {
  if (contacts.length === 0) return;
  const named = contacts.map(({ kind, value }) => ({ kind, value })).sort(byKindAndValue);
  await transaction.contact.createMany({ data: named, skipDuplicates: true });
  const stored = await transaction.contact.findMany({ where: { OR: named }, select: { id: true } });
  await transaction.postingContact.createMany({
    data: stored.map(({ id }) => ({ postingId, contactId: id })),
    skipDuplicates: true,
  });
}

function byKindAndValue(a: NamedContact, b: NamedContact): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.value < b.value ? -1 : Number(a.value > b.value);
}
