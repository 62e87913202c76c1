import type { Transaction } from '../prisma/open-database.js';

/** A contact in normal form. */
export interface NamedContact {
  readonly kind: 'phone' | 'wechat' | 'qq' | 'email';
  readonly value: string;
}

/** Links a posting to the contacts that it names; what is linked already stays as it is. */
export async function storeContacts(
  transaction: Transaction,
  postingId: string,
  contacts: readonly NamedContact[],
): Promise<void> {
  for (const { kind, value } of contacts) {
    const contact = await transaction.contact.upsert({
      where: { kind_value: { kind, value } },
      create: { kind, value },
      update: {},
      select: { id: true },
    });
    await transaction.postingContact.upsert({
      where: { postingId_contactId: { postingId, contactId: contact.id } },
      create: { postingId, contactId: contact.id },
      update: {},
    });
  }
}
