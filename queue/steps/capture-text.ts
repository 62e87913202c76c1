import type { PlatformFile } from '../../contracts/platform.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import { decode } from '../../text/decode/decode.js';

/** The blobs of a capture, and what its headers say of their encoding. */
export interface CaptureBlobs {
  readonly bodySha256: string;
  readonly domSha256: string | null;
  readonly contentType: string | null;
}

/** A capture as text: the rendered document where a browser fetched it, the body otherwise. */
export async function textOfCapture(
  blobs: BlobStore,
  { bodySha256, domSha256, contentType }: CaptureBlobs,
  platform: PlatformFile,
): Promise<string> {
  if (domSha256 !== null) return decode(await blobs.get(domSha256), { override: 'utf-8', kind: 'html' }).text;
  return decode(await blobs.get(bodySha256), {
    ...(contentType === null ? {} : { contentType }),
    ...(platform.encoding === undefined ? {} : { override: platform.encoding }),
    kind: 'html',
  }).text;
}
