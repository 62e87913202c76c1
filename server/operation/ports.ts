import type { PlatformFile } from '../../contracts/platform.js';
import type { TriedPage } from '../../crawler/try-platform.js';
import type { SharedQueues } from '../../queue/bullmq/shared-queues.js';

/** What operation needs of the machine that serves the page. Where one is absent its page says so. */
export interface OperationPorts {
  /** Fetches a list page and a posting by a platform file, as a crawl would (crawler/try-platform.ts). */
  readonly tryPlatform?: (
    platform: PlatformFile,
    signal: AbortSignal,
    tried: (page: TriedPage) => void,
  ) => Promise<unknown>;
  /** The queues in Redis, where there is one. */
  readonly sharedQueues?: SharedQueues;
  /** A folder on the disk that the record fills. */
  readonly stateFolder?: string;
}
