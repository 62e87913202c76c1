import { z } from 'zod';
import { role } from '../roles.js';

/** What the log-in answers. */
export const authAnswer = z.object({
  /** The passphrase was right, and the second factor is asked for. */
  needsCode: z.boolean(),
  /** Of a second factor that is being set up: for the authenticator, as a QR code. */
  totpUri: z.string().optional(),
  /** Shown once. */
  backupCodes: z.array(z.string()).optional(),
});
export type AuthAnswer = z.infer<typeof authAnswer>;

/** Where the log-ins of a person are. */
export const ownSessions = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      startedAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
      address: z.string(),
      browser: z.string(),
      isThis: z.boolean(),
    }),
  ),
});

export const ownTokens = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      createdAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime().nullable(),
    }),
  ),
});

export const newToken = z.strictObject({
  name: z.string({ error: '请填写令牌名称' }).trim().min(1, '请填写令牌名称').max(60, '令牌名称不能超过 60 个字'),
  days: z.int({ error: '请填写有效天数' }).min(1, '有效期至少 1 天').max(365, '有效期最长 365 天'),
});
/** The secret is shown once. */
export const madeToken = z.object({ id: z.string(), secret: z.string(), expiresAt: z.iso.datetime() });
export type MadeToken = z.infer<typeof madeToken>;

const secret = z.string({ error: '链接不完整' }).max(200);
const newPassphrase = z.string({ error: '请填写口令' }).max(256, '口令不能超过 256 个字符');

/** Whether there is an administrator, and so nobody to be made the first. */
export const setUpState = z.object({ isSetUp: z.boolean() });

/** The secret of a link: sent in a body, so that it is in no log of addresses. */
export const linkSecret = z.strictObject({ secret });
export const invitedPerson = z.object({ username: z.string(), name: z.string(), organisation: z.string() });
export type InvitedPerson = z.infer<typeof invitedPerson>;
export const chosenPassphrase = z.strictObject({ secret, passphrase: newPassphrase });
export const firstAdministrator = z.strictObject({
  secret,
  username: z.string({ error: '请填写用户名' }).trim().max(100),
  name: z.string({ error: '请填写姓名' }).max(200),
  passphrase: newPassphrase,
});

const person = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  role,
  credentialNumber: z.string(),
  organisation: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable(),
  /** invited: has not chosen a passphrase yet. */
  state: z.enum(['active', 'invited', 'disabled']),
  secondFactor: z.boolean(),
  /** Sessions on pages that are open. */
  sessions: z.int(),
  isMe: z.boolean(),
});
export type Person = z.infer<typeof person>;
export const personList = z.object({ people: z.array(person) });

export const newPerson = z.strictObject({
  username: z.string({ error: '请填写用户名' }).trim().max(100),
  name: z.string({ error: '请填写姓名' }).max(200),
  role,
  credentialNumber: z.string().max(100).default(''),
  organisationId: z.string({ error: '请选择机关' }).max(64),
});
export type NewPerson = z.input<typeof newPerson>;
export const newRole = z.strictObject({ role });

/** The link is shown once: the person opens it and chooses a passphrase. */
export const invitation = z.object({ userId: z.string(), secret: z.string(), expiresAt: z.iso.datetime() });
export type Invitation = z.infer<typeof invitation>;

const organisation = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().nullable(),
  people: z.int(),
});

export const organisationList = z.object({ organisations: z.array(organisation) });
export const newOrganisation = z.strictObject({
  id: z.string({ error: '请填写机关编号' }).trim().max(64),
  name: z.string({ error: '请填写机关名称' }).max(200),
  parentId: z.string({ error: '请选择上级机关' }).max(64),
});
export type NewOrganisation = z.infer<typeof newOrganisation>;
