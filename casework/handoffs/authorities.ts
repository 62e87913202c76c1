import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type HandoffSubject, handoffSubject } from '../../contracts/api/handoffs.js';
import { InputError } from '../../contracts/errors.js';
import { dataFile } from '../../evidence/law/data-file.js';
import { readCheckedYaml } from '../reports/read-checked-yaml.js';

const words = (longest: number) => z.string().trim().min(1).max(longest);

const authoritiesFile = z
  .strictObject({
    authorities: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z_]{2,40}$/, 'must be of small letters and underscores'),
          name: words(60),
          /** Credentials whose registrations it keeps. */
          registers: z.array(words(60)),
          subjects: z.array(handoffSubject).min(1),
          what: words(200),
        }),
      )
      .min(1),
  })
  .superRefine(({ authorities }, context) => {
    const keeper = new Map<string, string>();
    const seen = new Set<string>();
    for (const [index, { id, registers }] of authorities.entries()) {
      const path = ['authorities', index];
      if (seen.has(id)) context.addIssue({ code: 'custom', path: [...path, 'id'], message: `«${id}» is there twice` });
      seen.add(id);
      for (const credential of registers) {
        const other = keeper.get(credential);
        if (other !== undefined)
          context.addIssue({
            ...{ code: 'custom', path: [...path, 'registers'] },
            message: `«${credential}» is registered by ${other}, too`,
          });
        keeper.set(credential, id);
      }
    }
  });

/** An authority that something may be handed off to. */
export type Authority = z.infer<typeof authoritiesFile>['authorities'][number];

/** @throws InputError `authorities_unusable` with a line for every error */
export function readAuthorities(
  text: string = readFileSync(dataFile('casework/handoffs/authorities.yaml'), 'utf8'),
  file = 'authorities.yaml',
): readonly Authority[] {
  const what = 'The table of authorities';
  return readCheckedYaml(authoritiesFile, text, { file, code: 'authorities_unusable', what }).authorities;
}

/** @throws InputError `authority_unknown`, or `authority_unfit` for a subject that is not handed off to it */
export function requireAuthority(id: string, subjectKind: HandoffSubject): Authority {
  const authority = readAuthorities().find((each) => each.id === id);
  if (authority === undefined) throw new InputError('authority_unknown', `There is no authority ${id}.`);
  if (!authority.subjects.includes(subjectKind))
    throw new InputError('authority_unfit', `No ${subjectKind} is handed off to ${authority.name}.`);
  return authority;
}

/**
 * Who registers a credential: of the registered names that the given one begins with, the longest decides; so that 一级建造师（铁路） is the
 * railway's, and 一级建造师（市政） the authority of 一级建造师.
 */
export function authorityOf(authorities: readonly Authority[], credential: string): Authority | undefined {
  const asked = credential.normalize('NFKC').replace(/\s/g, '');
  let best: { authority: Authority; length: number } | undefined;
  if (asked === '') return undefined;
  for (const authority of authorities)
    for (const each of authority.registers) {
      const registered = each.normalize('NFKC');
      if (asked.startsWith(registered) && registered.length > (best?.length ?? 0))
        best = { authority, length: registered.length };
    }
  return best?.authority;
}
