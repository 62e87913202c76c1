import { z } from 'zod';
import { complaintState } from '../../contracts/api/complaints.js';
import { pageLimit } from '../page-query.js';
import { identifier } from '../parse-request.js';

export const complaintQuery = z.strictObject({
  state: complaintState.default('open'),
  after: identifier('翻页位置 after 不正确').optional(),
  limit: pageLimit,
});
export type ComplaintQuery = z.infer<typeof complaintQuery>;
