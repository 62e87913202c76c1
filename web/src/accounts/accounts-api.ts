import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type AuthAnswer,
  authAnswer,
  type Invitation,
  type InvitedPerson,
  invitation,
  invitedPerson,
  type MadeToken,
  madeToken,
  type NewOrganisation,
  type NewPerson,
  organisationList,
  ownSessions,
  ownTokens,
  personList,
  setUpState,
} from '../../../contracts/api/accounts.js';
import type { Role } from '../../../contracts/roles.js';
import { readApi, writeApi } from '../api/read-api.js';

const nothing = z.undefined();
const auth = (path: string, body: object = {}): Promise<AuthAnswer> =>
  writeApi(authAnswer, 'POST', `/api/auth/${path}`, body);

export const logIn = (username: string, password: string) => auth('sign-in/username', { username, password });
export const sendCode = (code: string) => auth('two-factor/verify-totp', { code });
export const sendBackupCode = (code: string) => auth('two-factor/verify-backup-code', { code });
export const logOut = () => auth('sign-out');
export const logOutEverywhere = () => auth('revoke-sessions');
export const startSecondFactor = (password: string) => auth('two-factor/enable', { password });
export const endSecondFactor = (password: string) => auth('two-factor/disable', { password });
export const newBackupCodes = (password: string) => auth('two-factor/generate-backup-codes', { password });
export const changePassphrase = (currentPassword: string, newPassword: string) =>
  auth('change-password', { currentPassword, newPassword });

export const setUp = (person: { secret: string; username: string; name: string; passphrase: string }) =>
  writeApi(nothing, 'POST', '/api/set-up', person);
export const readInvitation = (secret: string): Promise<InvitedPerson> =>
  writeApi(invitedPerson, 'POST', '/api/invitations/read', { secret });
export const acceptInvitation = (secret: string, passphrase: string) =>
  writeApi(nothing, 'POST', '/api/invitations/use', { secret, passphrase });

export const setUpOptions = queryOptions({
  queryKey: ['set-up'],
  queryFn: ({ signal }) => readApi(setUpState, '/api/set-up', signal),
});
export const sessionsOptions = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => readApi(ownSessions, '/api/account/sessions', signal),
});
export const tokensOptions = queryOptions({
  queryKey: ['account', 'tokens'],
  queryFn: ({ signal }) => readApi(ownTokens, '/api/account/tokens', signal),
});
export const peopleOptions = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => readApi(personList, '/api/people', signal),
});
export const organisationsOptions = queryOptions({
  queryKey: ['organisations'],
  queryFn: ({ signal }) => readApi(organisationList, '/api/organisations', signal),
});

const idPath = (folder: string, id: string, more = '') => `/api/${folder}/${encodeURIComponent(id)}${more}`;

export const endSession = (id: string) => writeApi(nothing, 'DELETE', idPath('account/sessions', id));
export const makeToken = (token: { name: string; days: number }): Promise<MadeToken> =>
  writeApi(madeToken, 'POST', '/api/account/tokens', token);
export const revokeToken = (id: string) => writeApi(nothing, 'DELETE', idPath('account/tokens', id));

export const invitePerson = (person: NewPerson): Promise<Invitation> =>
  writeApi(invitation, 'POST', '/api/people', person);
export const inviteAgain = (id: string): Promise<Invitation> =>
  writeApi(invitation, 'POST', idPath('people', id, '/invitation'));
export const changeRole = (id: string, role: Role) => writeApi(nothing, 'PUT', idPath('people', id, '/role'), { role });
export const disablePerson = (id: string) => writeApi(nothing, 'POST', idPath('people', id, '/disable'));
export const logOutPerson = (id: string) => writeApi(nothing, 'POST', idPath('people', id, '/log-out'));
export const resetSecondFactor = (id: string) =>
  writeApi(nothing, 'POST', idPath('people', id, '/reset-second-factor'));
export const addOrganisation = (organisation: NewOrganisation) =>
  writeApi(nothing, 'POST', '/api/organisations', organisation);
