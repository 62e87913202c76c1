import { fromBase64, toBase64 } from './base64.js';

/** The contents of every block with one of these labels, in order (RFC 7468). A block whose base64 is wrong is left out. */
export function blocksIn(pem: string, labels: readonly string[]): Uint8Array[] {
  return [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)]
    .filter(([, label = '']) => labels.includes(label))
    .flatMap(([, , body = '']) => fromBase64(body.replace(/\s+/g, '')) ?? []);
}

/** Bytes of a file that a person gave: PEM, or DER as it is. */
export function blocksOrDer(bytes: Uint8Array, labels: readonly string[]): Uint8Array[] {
  // DER of everything that comes in such files is a SEQUENCE.
  if (bytes[0] === 0x30) return [bytes];
  return blocksIn(new TextDecoder().decode(bytes), labels);
}

/** A certificate in DER as PEM. */
export function toPem(der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
