import type { PlatformFile } from '../../contracts/platform.js';
import { parsePlatformFile } from '../../crawler/read-platform-file.js';

/** Versions are immutable, so that one read of each is enough for the life of the process. */
const parsed = new Map<string, PlatformFile>();
const mostKept = 1000;

/** The platform file of a PlatformVersion row. */
export function platformOf(version: { id: string; yaml: string; platformId: string }): PlatformFile {
  let platform = parsed.get(version.id);
  if (platform === undefined) {
    platform = parsePlatformFile(version.yaml, `platform ${version.platformId}`);
    if (parsed.size >= mostKept) parsed.clear();
    parsed.set(version.id, platform);
  }
  return platform;
}
