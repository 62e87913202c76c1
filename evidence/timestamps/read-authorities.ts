import { InputError } from '../../contracts/errors.js';

/**
 * The timestamp authorities that the setting TSA_URLS names, in its order, each once; none where it is absent or empty.
 *
 * @param setting http and https URLs with commas between
 * @throws InputError `bad_setting` quoting the part that is no such URL
 */
export function readAuthorities(setting: string | undefined): string[] {
  const parts = (setting ?? '').split(',').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== '').map(readAuthority))];
}

function readAuthority(part: string): string {
  const refuse = (why: string): InputError =>
    new InputError(
      'bad_setting',
      `The setting TSA_URLS is not usable: ${why}; write http(s) URLs with commas between.`,
    );
  if (!URL.canParse(part)) throw refuse(`«${part}» is no URL`);
  const url = new URL(part);
  if (!['http:', 'https:'].includes(url.protocol)) throw refuse(`«${part}» is not over HTTP`);
  // The name of an authority stands in rows and packages, which a password must not. It is not repeated here either.
  if (url.username !== '' || url.password !== '') throw refuse(`the URL of ${url.host} holds a user name or password`);
  return url.href;
}
