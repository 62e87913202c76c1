import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamedContact, normaliseContact } from '../../../postings/linking/normalise-contact.js';

const normalised = (kind: NamedContact['kind'], value: string) =>
  normaliseContact({ kind, value }).map((contact) => `${contact.kind} ${contact.value}`);

describe('a contact in normal form', () => {
  it.each([
    ['13812345678', '13812345678'],
    ['138-1234-5678', '13812345678'],
    ['+86 138 1234 5678', '13812345678'],
    ['008613812345678', '13812345678'],
    ['１３８１２３４５６７８', '13812345678'],
    ['027-87654321', '02787654321'],
    ['(0710) 3456789', '07103456789'],
    ['+86-27-87654321', '02787654321'],
    ['027-87654321转801', '02787654321'],
    ['400-123-4567', '4001234567'],
  ])('of the telephone %s is its digits', (written, digits) => {
    expect(normalised('phone', written)).toEqual([`phone ${digits}`]);
  });

  it.each(['12345', '23812345678', '138123456789', '0', ''])(
    'does not exist for %j, which is no telephone',
    (value) => {
      expect(normalised('phone', value)).toEqual([]);
    },
  );

  it('of a WeChat that is a mobile number is the telephone too', () => {
    expect(normalised('wechat', '138 1234 5678')).toEqual(['wechat 13812345678', 'phone 13812345678']);
    expect(normalised('wechat', 'Zheng_Shu-01')).toEqual(['wechat zheng_shu-01']);
    expect(normalised('wechat', 'ab')).toEqual([]);
  });

  it('of a mailbox at QQ is the QQ number too', () => {
    expect(normalised('email', 'Ren.Cai@Example.COM')).toEqual(['email ren.cai@example.com']);
    expect(normalised('email', '12345678@qq.com')).toEqual(['email 12345678@qq.com', 'qq 12345678']);
    expect(normalised('email', 'nobody')).toEqual([]);
  });

  it('of a QQ is its digits', () => {
    expect(normalised('qq', '1234 5678')).toEqual(['qq 12345678']);
    expect(normalised('qq', '0123')).toEqual([]);
  });

  it('is the normal form of itself', () => {
    const kind = fc.constantFrom<NamedContact['kind']>('phone', 'wechat', 'qq', 'email');
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9+ -]{0,20}$/), fc.emailAddress());
    fc.assert(
      fc.property(kind, value, (ofKind, written) => {
        for (const contact of normaliseContact({ kind: ofKind, value: written }))
          expect(normaliseContact(contact)).toContainEqual(contact);
      }),
    );
  });
});
