/** A way to reach the advertiser, with its place in the text. */
export interface Contact {
  readonly kind: 'phone' | 'wechat' | 'qq' | 'email';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Each with a character that none of its matches lacks: where that is not in the text, the expression need not look. */
const patterns: readonly { kind: Contact['kind']; needs: string; pattern: RegExp }[] = [
  { kind: 'phone', needs: '1', pattern: /(?<![0-9])1[ -]?[3-9](?:[ -]?[0-9]){9}(?![0-9])/g },
  { kind: 'phone', needs: '0', pattern: /(?<![0-9])0[0-9]{2,3}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])/g },
  {
    kind: 'qq',
    needs: 'q',
    pattern: /(?<![a-z])qq?(?:号|群)?[:: ]{0,3}(?<value>[1-9](?:[ .·-]?[0-9]){4,10})(?![0-9])/g,
  },
  { kind: 'wechat', needs: '微', pattern: /(?:微信|加微|微)(?:号|同号|搜)?[:: ]{0,3}(?<value>[a-z][a-z0-9_-]{4,19})/g },
  { kind: 'email', needs: '@', pattern: /(?<value>[a-z0-9._-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})/g },
];

/** Longest text in which contacts are looked for. */
const longestText = 20_000;

/** Finds contacts in text of normal form, values without the blanks and hyphens put between their digits. */
export function readContacts(text: string): Contact[] {
  const contacts: Contact[] = [];
  const searched = text.slice(0, longestText);
  for (const { kind, needs, pattern } of patterns) {
    if (!searched.includes(needs)) continue;
    for (const match of searched.matchAll(pattern)) {
      // «13-000000000»: the end of a mobile number looks like a landline.
      const { index } = match;
      if (kind === 'phone' && contacts.some(({ start, end }) => start < index && index < end)) continue;
      const written = match.groups?.value ?? match[0];
      const value = kind === 'phone' || kind === 'qq' ? written.replace(/[^0-9]/g, '') : written;
      contacts.push({ kind, value, start: match.index, end: match.index + match[0].length });
    }
  }
  return contacts.sort((a, b) => a.start - b.start);
}
