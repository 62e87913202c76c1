import { z } from 'zod';
import { role } from '../roles.js';

/** Who is logged in. */
export const currentSession = z.object({
  person: z.object({ id: z.string(), name: z.string(), username: z.string(), credentialNumber: z.string() }),
  role,
  organisation: z.object({ id: z.string(), name: z.string() }),
  /** Whether a second factor is set up. */
  secondFactor: z.boolean(),
  /** The last time that an administrator gave a new link for this person's passphrase; whoever has such a link can log in as them. */
  linkRenewal: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
});
export type CurrentSession = z.infer<typeof currentSession>;
