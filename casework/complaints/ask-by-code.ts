import { type ComplaintResultKind, complaintResultKind } from '../../contracts/api/complaints.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import { readCode } from './acknowledgement-code.js';

/** What a complainant is told: no word of anybody. */
export interface ComplaintProgress {
  readonly receivedAt: Date;
  /** Null while it is looked into. */
  readonly result: { readonly kind: ComplaintResultKind; readonly decidedAt: Date } | null;
}

/** By the code that was given at registration; undefined where nothing was registered by it. */
export async function askByCode(
  database: Database,
  { hash }: Pick<PersonalData, 'hash'>,
  written: string,
): Promise<ComplaintProgress | undefined> {
  const code = readCode(written);
  if (code === undefined) return undefined;
  const complaint = await database.complaint.findUnique({
    where: { codeSha256: hash('complaint code', code) },
    select: {
      receivedAt: true,
      results: { orderBy: { id: 'desc' }, take: 1, select: { kind: true, decidedAt: true } },
    },
  });
  if (complaint === null) return undefined;
  const [newest] = complaint.results;
  const { receivedAt } = complaint;
  return {
    receivedAt,
    result: newest === undefined ? null : { kind: complaintResultKind.parse(newest.kind), decidedAt: newest.decidedAt },
  };
}
