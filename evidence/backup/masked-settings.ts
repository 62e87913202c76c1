/** Stands for what is secret. */
const mask = '***';

/**
 * Settings as a backup may hold them: passwords in addresses and parameters that could be secrets are masked, and a variable whose name
 * says that it is a secret loses its value.
 */
export function maskedSettings(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, secretName.test(name) ? mask : value.replace(address, maskAddress)]),
  );
}

const secretName = /PASS|SECRET|TOKEN|PRIVATE|CREDENTIAL|_KEY$|_KEY_/i;
/** Several may stand in one setting, with spaces or commas between. */
const address = /[a-z][a-z0-9+.-]*:\/\/[^\s,]+/gi;

function maskAddress(text: string): string {
  if (!URL.canParse(text)) return mask;
  const url = new URL(text);
  if (url.password !== '') url.password = mask;
  for (const name of url.searchParams.keys())
    if (/pass|secret|token|key|signature/i.test(name)) url.searchParams.set(name, mask);
  return url.password === '' && url.search === new URL(text).search ? text : url.href;
}
