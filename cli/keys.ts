import { type Keys, openKeys } from '../evidence/keys.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';

/** `guazheng keys list` */
export async function listKeys(options: { json?: boolean }): Promise<ExitCode> {
  tell(await openKeys(readSettings().keysFolder), options);
  return 0;
}

/** `guazheng keys rotate` */
export async function rotateKeys(): Promise<ExitCode> {
  const { keysFolder } = readSettings();
  await (await openKeys(keysFolder)).rotateSigning();
  tell(await openKeys(keysFolder), {});
  return 0;
}

function tell({ signing: { keyId, publicKeyPem } }: Keys, { json }: { json?: boolean }): void {
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ keyId, publicKeyPem })}\n`
      : `Key ${keyId} (Ed25519) signs. Its public half:\n${publicKeyPem}`,
  );
}
