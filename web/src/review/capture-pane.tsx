import type { PostingHistory, ReviewTask } from '../../../contracts/api/reviews.js';
import { CapturePanel } from '../posting/capture-panel.js';
import { FullCapturesPanel } from '../posting/full-captures-panel.js';

/** What the page was when it was captured. Its own file, since few decisions need it. */
export default function CapturePane({
  capture,
  fullCaptures,
}: {
  capture: ReviewTask['posting']['capture'];
  fullCaptures: PostingHistory['fullCaptures'] | undefined;
}) {
  return (
    <>
      {fullCaptures !== undefined && <FullCapturesPanel captures={fullCaptures} />}
      <CapturePanel capture={capture} />
    </>
  );
}
