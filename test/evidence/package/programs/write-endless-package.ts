/** Writes a package whose archive never ends, and says `writing` once a megabyte of it has passed. Arguments: a folder for keys and blobs, the file. */

import { createFolderBlobStore } from '../../../../evidence/blobs/folder-blob-store.js';
import { openKeys } from '../../../../evidence/keys.js';
import { writePackage } from '../../../../evidence/package/write-package.js';
import { fullCapture } from '../../warc/captured-page.js';
import { packageInput } from '../package-input.js';

const [folder = '', file = ''] = process.argv.slice(2);
const blobs = await createFolderBlobStore(`${folder}/blobs`);
const { signing } = await openKeys(`${folder}/keys`);
const input = await packageInput(await fullCapture(blobs), blobs, signing);
await writePackage({ ...input, blobs: { stream: endless } }, file);

async function* endless(): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < 32; piece++) yield new Uint8Array(1 << 16);
  console.log('writing');
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
}
