import { CertificateRevocationList, OCSPResponse } from 'pkijs';
import { readCertificate } from './timestamp/certificates.js';

/** What a person gives beside a package: so that a wrong file is refused by name before anything is checked. */
export const holdsCertificate = (der: Uint8Array): boolean => readCertificate(der) !== undefined;

/** Whether it is a CRL or an OCSP response, in DER. */
export function isRevocationAnswer(der: Uint8Array): boolean {
  const readers = [
    () => CertificateRevocationList.fromBER(new Uint8Array(der)),
    () => OCSPResponse.fromBER(new Uint8Array(der)),
  ];
  return readers.some((read) => {
    try {
      return read() !== undefined;
    } catch {
      return false;
    }
  });
}
