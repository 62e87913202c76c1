/** A way to reach an advertiser. */
export interface NamedContact {
  readonly kind: 'phone' | 'wechat' | 'qq' | 'email';
  readonly value: string;
}

/** Mobile: 11 digits from 13 to 19. */
const mobile = /^1[3-9][0-9]{9}$/;
/** Landline with its area code (010, 02x, 0xxx) and 7 or 8 digits; 400 and 800 numbers have 10 digits. */
const landline = /^(?:0(?:10|2[0-9])[0-9]{7,8}|0[3-9][0-9]{2}[0-9]{7,8}|[48]00[0-9]{7})$/;
/** 5 to 11 digits, the first not 0. */
const qq = /^[1-9][0-9]{4,10}$/;
/** WeChat's own names begin with a letter; a telephone or QQ number serves too. */
const wechat = /^(?:[a-z][a-z0-9_-]{4,19}|[1-9][0-9]{4,10})$/;
const email = /^[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$/;

/**
 * A contact in the forms under which other ads may name it: a WeChat that is a mobile number is that telephone too, a mailbox at
 * QQ is its QQ number. None where it is no such contact.
 */
export function normaliseContact({ kind, value }: NamedContact): NamedContact[] {
  const written = value.normalize('NFKC').trim().toLowerCase();
  switch (kind) {
    case 'phone':
      return phones(written);
    case 'qq': {
      const digits = digitsOf(written);
      return qq.test(digits) ? [{ kind, value: digits }] : [];
    }
    case 'email': {
      if (!email.test(written)) return [];
      const [mailbox = '', domain] = written.split('@');
      const number = domain === 'qq.com' && qq.test(mailbox) ? [{ kind: 'qq' as const, value: mailbox }] : [];
      return [{ kind, value: written }, ...number];
    }
    case 'wechat': {
      const spaceless = written.replace(/\s/g, '');
      const name = /^[0-9+()-]+$/.test(spaceless) ? withoutCountry(digitsOf(spaceless)) : spaceless;
      if (!wechat.test(name)) return [];
      return [{ kind, value: name }, ...(mobile.test(name) ? phones(name) : [])];
    }
  }
}

function phones(written: string): NamedContact[] {
  // «027-8765 4321 转 801»: the extension is a desk behind the same telephone.
  const value = withoutCountry(digitsOf(written.split(/转|ext/)[0] ?? ''));
  return mobile.test(value) || landline.test(value) ? [{ kind: 'phone', value }] : [];
}

/** +86 and 0086 go; of a landline the 0 that the country code took away comes back. */
function withoutCountry(digits: string): string {
  const national = /^(?:00)?86(?<rest>[0-9]{10,11})$/.exec(digits)?.groups?.rest;
  if (national === undefined || mobile.test(digits)) return digits;
  if (mobile.test(national) || /^[048]/.test(national)) return national;
  return `0${national}`;
}

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}
