/** Puts a blob that never ends, and says `writing` when its first megabyte is in the store. Argument: the folder. */
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';

const store = await createFolderBlobStore(process.argv[2] ?? '');
await store.put(endless());

async function* endless(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1 << 20);
  yield new Uint8Array(1);
  console.log('writing');
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
}
