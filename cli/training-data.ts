import { join } from 'node:path';
import { type BackgroundCounts, readBackgroundCounts } from '../classifier/bayes/background-counts.js';
import { readLexicon } from '../classifier/lexicon/read-lexicon.js';
import type { Lexicon } from '../classifier/lexicon/schema.js';
import { projectFolder } from './project-folder.js';

/** What training needs besides labelled postings, as it lies in the project. */
export function readTrainingData(): { lexicon: Lexicon; background: BackgroundCounts } {
  const folder = projectFolder();
  return {
    lexicon: readLexicon(join(folder, 'classifier', 'lexicon')),
    background: readBackgroundCounts(join(folder, 'fixtures', 'background-counts', 'honest-postings.json')),
  };
}
