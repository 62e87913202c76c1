import { hostilePayloads } from './hostile-payloads.js';

/** When whatever is planted was done. */
export const at = new Date('2026-01-20T04:00:00Z');
/** Ends whatever a payload has begun as markup: within a comment or a script the next one would do nothing. */
export const between = '\n"\'--></script></style></title></textarea></noscript></template></select></svg></math>\n';
/** Every payload, for a field of which a page shows one alone. */
export const all = hostilePayloads.join(between);
/** For lists that show fifty rows and no more. */
export const pairs = hostilePayloads.flatMap((payload, index) =>
  index % 2 === 0 ? [`${payload}${between}${hostilePayloads[index + 1] ?? ''}`] : [],
);
/** Whose it is. */
export const organisationId = 'default';

/** Who did it, by a name and a credential number. */
export type Acting = (payload: string) => {
  userId: string;
  sessionId: string;
  by: { id: string; name: string; credentialNumber: string; role: string };
};
