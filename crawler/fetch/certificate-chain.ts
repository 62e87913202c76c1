import { X509Certificate } from 'node:crypto';
import type { CDPSession } from 'playwright';

/**
 * The certificates that the browser saw of a site that it has connected to, the site's own first.
 * @param origin `https://host:port`
 */
export async function certificateChain(
  devTools: CDPSession,
  origin: string,
): Promise<[X509Certificate, ...X509Certificate[]]> {
  const { tableNames } = await devTools.send('Network.getCertificate', { origin });
  // The protocol calls them names; each is a certificate in DER.
  const [own = '', ...issuers] = tableNames;
  return [parse(own), ...issuers.map(parse)];
}

function parse(der: string): X509Certificate {
  return new X509Certificate(Buffer.from(der, 'base64'));
}
