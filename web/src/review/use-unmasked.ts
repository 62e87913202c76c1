import { useState } from 'react';
import type { Unmasked } from '../../../contracts/api/reviews.js';
import { ApiFailure } from '../api/read-api.js';
import { reviewApi } from './review-api.js';

/** Contacts and words of a posting in full, once somebody has asked for them. */
export function useUnmasked(postingId: string, say: (words: string) => void) {
  const [unmasked, setUnmasked] = useState<Unmasked | null>(null);
  const unmask = async () => {
    if (unmasked !== null) return;
    try {
      setUnmasked(await reviewApi.unmask(postingId));
      say('已显示完整联系方式，本次查看已记入存证链。');
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      say(`没有显示：${error.message}`);
    }
  };
  return { unmasked, unmask: () => void unmask() };
}
