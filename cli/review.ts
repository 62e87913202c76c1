import { recordReview } from '../casework/reviews/record-review.js';
import { InputError } from '../contracts/errors.js';
import type { ExitCode } from './run-command.js';
import { withRecord } from './with-record.js';
import { withSession } from './with-session.js';

export interface ReviewOptions {
  readonly user: string;
  readonly confirm?: boolean;
  readonly dismiss?: boolean;
  readonly more?: boolean;
  readonly category: readonly string[];
  readonly article: readonly string[];
  readonly note: string;
}

/** `guazheng review POSTING --user NAME --confirm|--dismiss|--more`: what a person decides on a posting's newest words. */
export function review(postingId: string, options: ReviewOptions): Promise<ExitCode> {
  const decisions = [
    ...(options.confirm === true ? (['confirmed'] as const) : []),
    ...(options.dismiss === true ? (['dismissed'] as const) : []),
    ...(options.more === true ? (['more_needed'] as const) : []),
  ];
  const [decision] = decisions;
  if (decision === undefined || decisions.length > 1)
    throw new InputError('bad_option', 'Give one of --confirm, --dismiss and --more.');
  return withRecord<ExitCode>(async ({ database }) => {
    const version = await database.postingVersion.findFirst({
      where: { postingId, verdicts: { some: {} } },
      orderBy: { number: 'desc' },
      select: { id: true },
    });
    if (version === null)
      throw new InputError('posting_unknown', `There is no posting ${postingId}, or it has not been judged yet.`);
    return withSession<ExitCode>(database, options.user, async (session) => {
      const { category: categories, article: articles, note } = options;
      const reviewed = { postingVersionId: version.id, decision, categories, articles, note };
      const { stage } = await recordReview(database, session, reviewed, new Date());
      process.stdout.write(`${postingId}: ${decision} by ${session.person.name} (${stage} review).\n`);
      return 0;
    });
  });
}
