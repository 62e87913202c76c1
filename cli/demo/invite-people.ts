import { inviteAgain, invitePerson } from '../../casework/users/invitations.js';
import type { Role } from '../../contracts/roles.js';
import type { Database } from '../../prisma/open-database.js';
import { invitationLink, tellSetUp } from '../user/tell-links.js';

/** So that a newcomer can try every role. Two reviewers: what one confirms the other must confirm too. */
const people: readonly { username: string; name: string; role: Role; credentialNumber: string }[] = [
  { username: 'demo-reviewer-1', name: '演示复核员甲', role: 'reviewer', credentialNumber: '演示-001' },
  { username: 'demo-reviewer-2', name: '演示复核员乙', role: 'reviewer', credentialNumber: '演示-002' },
  { username: 'demo-supervisor', name: '演示主管', role: 'supervisor', credentialNumber: '演示-003' },
  { username: 'demo-operator', name: '演示采集员', role: 'operator', credentialNumber: '' },
  { username: 'demo-auditor', name: '演示审计员', role: 'auditor', credentialNumber: '' },
];

/**
 * Says where the demo's people choose their passphrases, and where the first administrator does. Once there is an administrator, people
 * are added in the page alone, as anywhere.
 */
export async function inviteDemoPeople(database: Database, url: string, now: Date): Promise<void> {
  const isSetUp = (await database.user.count({ where: { role: 'administrator' } })) > 0;
  if (isSetUp) return;
  const lines: string[] = [];
  for (const person of people) {
    const { username } = person;
    const there = await database.user.findUnique({ where: { username }, include: { accounts: true } });
    if (there !== null && (there.accounts.length > 0 || there.disabledAt !== null)) continue;
    const invitation =
      there === null
        ? await invitePerson(database, { ...person, organisationId: 'default' }, now)
        : await inviteAgain(database, { username }, now);
    lines.push(`  ${person.name} (${username}): ${invitationLink(url, invitation)}`);
  }
  await tellSetUp(database, url, now);
  if (lines.length > 0)
    process.stderr.write(`To try the other roles, each by a link that works once:\n${lines.join('\n')}\n`);
}
