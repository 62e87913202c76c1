import type { BlobStoreLocation } from './blob-store-location.js';
import type { BlobStorePlace } from './blob-store-place.js';
import { folderPlace } from './folder-place.js';

/** The place that a setting names. The S3 client's code is loaded when it is needed: it takes longer than most commands. */
export async function findBlobStore(location: BlobStoreLocation): Promise<BlobStorePlace> {
  if (location.kind === 'folder') return folderPlace(location.folder);
  const { s3Place } = await import('./s3-place.js');
  return s3Place(location);
}
