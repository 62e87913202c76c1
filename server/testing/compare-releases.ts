import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { examineRelease } from '../../classifier/evaluate/examine-release.js';
import type { Metrics } from '../../classifier/evaluate/metrics.js';
import { createJudge } from '../../classifier/judge.js';
import type { Release } from '../../classifier/release/read-release.js';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import type { ChangedPosting, ReleaseComparison, RunProgress } from '../../contracts/api/testing.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { band } from '../../contracts/verdict.js';
import { readPostings } from '../../text/posting-files/read-postings.js';
import { maskContacts } from '../postings/mask-contacts.js';

/** A posting that was judged lately. */
export type LatePosting = PostingRow & { readonly id: string };

export interface ComparedReleases {
  readonly comparison: ReleaseComparison;
  /** Those whose probability moves most, contacts in their titles covered. */
  readonly examples: ChangedPosting[];
}

/** A comparison, and what its activation needs: exactly the bytes that were compared, against exactly what was in force. */
export interface ComparedUpload extends ComparedReleases {
  readonly challengerBytes: Uint8Array;
  readonly replacedActivationId: string | null;
}

const mostExamples = 30;

/** Sets a challenger beside the champion: on the frozen postings, as `guazheng release activate` does, and on what came in lately. */
export async function compareReleases(
  champion: Release,
  challenger: Release,
  { frozenFolder, lately }: { frozenFolder: string; lately: readonly LatePosting[] },
  tell: (progress: RunProgress) => void,
): Promise<ComparedReleases> {
  const frozen = await readFrozen(frozenFolder);
  const total = frozen.length + lately.length;
  tell({ stage: 'judging', done: 0, total });
  const { seen, worse, wholes, comparison, ...measured } = examineRelease(frozen, champion, challenger);
  tell({ stage: 'judging', done: frozen.length, total });
  const changed = changedPostings(lately, champion, challenger);
  return {
    comparison: {
      champion: compared(champion, measured.active),
      challenger: compared(challenger, measured.candidate),
      frozen: {
        postings: frozen.length,
        resamples: comparison.resamples,
        overall: comparison.overall,
        slices: [...wholes, ...comparison.slices],
      },
      refusal: seen > 0 || worse.length > 0 ? { seen, worse: worse.map(({ name }) => name) } : null,
      lately: { postings: lately.length, changes: countChanges(changed) },
    },
    examples: changed
      .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
      .slice(0, mostExamples)
      .map((posting) => ({ ...posting, title: maskContacts(posting.title) })),
  };
}

function compared({ id, contents }: Release, metrics: Metrics): ReleaseComparison['champion'] {
  const { n: _n, positives: _positives, slices: _slices, ...figures } = metrics;
  const { flagged, borderline } = contents.thresholds;
  return { id, trainedOn: contents.trainedOn.length, thresholds: { flagged, borderline }, figures };
}

/** @throws InputError from the readers: the fixtures come with the program */
async function readFrozen(folder: string): Promise<LabelledPosting[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const postings: LabelledPosting[] = [];
  for (const name of names) {
    const file = join(folder, name);
    for await (const item of readPostings(createReadStream(file), 'jsonl', file)) {
      if ('problem' in item || item.row.label === undefined)
        throw new Error(`${file}, line ${item.line} is no labelled posting; restore the file.`);
      postings.push({ ...item.row, label: item.row.label });
    }
  }
  return postings;
}

function changedPostings(lately: readonly LatePosting[], champion: Release, challenger: Release): ChangedPosting[] {
  const [judgeBefore, judgeAfter] = [createJudge(champion), createJudge(challenger)];
  return lately.flatMap((posting) => {
    const [before, after] = [judgeBefore(posting).verdict, judgeAfter(posting).verdict];
    if (before.band === after.band) return [];
    return [
      {
        ...{ id: posting.id, title: posting.title ?? '', from: before.band, to: after.band },
        ...{ before: before.probability, after: after.probability },
      },
    ];
  });
}

function countChanges(changed: readonly ChangedPosting[]): ReleaseComparison['lately']['changes'] {
  return band.options.flatMap((from) =>
    band.options.flatMap((to) => {
      const postings = changed.filter((posting) => posting.from === from && posting.to === to).length;
      return postings === 0 ? [] : [{ from, to, postings }];
    }),
  );
}
