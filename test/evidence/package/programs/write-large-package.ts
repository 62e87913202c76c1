/** Archives, indexes and packs a page with 200 MB of what no compression makes smaller, and says how many kilobytes of memory it held at most. Argument: a folder. */
import { randomFillSync } from 'node:crypto';
import { createFolderBlobStore } from '../../../../evidence/blobs/folder-blob-store.js';
import { openKeys } from '../../../../evidence/keys.js';
import { writePackage } from '../../../../evidence/package/write-package.js';
import { fullCapture } from '../../warc/captured-page.js';
import { packageInput } from '../package-input.js';

const [folder = ''] = process.argv.slice(2);
const blobs = await createFolderBlobStore(`${folder}/blobs`);
const { signing } = await openKeys(`${folder}/keys`);
const capture = await fullCapture(blobs);
const film = await blobs.put(megabytes(200));
const resources = capture.resources.map((resource) =>
  resource.resourceType === 'Media' ? { ...resource, body: film, failure: null } : resource,
);
const input = await packageInput({ ...capture, resources }, blobs, signing);
await writePackage(input, `${folder}/large.wacz`);
console.log(process.resourceUsage().maxRSS);

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < count; number++) yield randomFillSync(Buffer.alloc(1 << 20));
}
