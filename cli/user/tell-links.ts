import { type NewInvitation, offerSetUp } from '../../casework/users/invitations.js';
import type { Database } from '../../prisma/open-database.js';
import { readSettings } from '../settings.js';

/** Where `serve` opens the page unless told otherwise. */
const usualUrl = 'http://127.0.0.1:4870';

/** The secret is in the fragment, which a browser sends to nobody. */
export function invitationLink(url: string, { secret }: Pick<NewInvitation, 'secret'>): string {
  return `${url}/invitation#${secret}`;
}

/** Hands an invitation to the administrator, who gives it to the person. */
export function tellInvitation(username: string, invitation: NewInvitation): void {
  const url = readSettings().publicUrl?.origin ?? usualUrl;
  const until = invitation.expiresAt.toISOString().slice(0, 10);
  process.stdout.write(
    `${username} chooses a passphrase at this link, until ${until} and once:\n${invitationLink(url, invitation)}\n`,
  );
}

/** While there is no administrator: says where the first one is made. */
export async function tellSetUp(database: Database, url: string, now: Date): Promise<void> {
  const offered = await offerSetUp(database, now);
  if (offered === undefined) return;
  process.stderr.write(
    `There is no administrator yet. Open this link within 24 hours to become the first; it works once:\n${url}/setup#${offered.secret}\n`,
  );
}
