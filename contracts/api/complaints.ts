import { z } from 'zod';
import { band, category, verdict } from '../verdict.js';

/** How a complaint came in; `web` is the public form. */
export const complaintChannel = z.enum(['web', 'telephone', 'letter', 'visit', 'transfer']);
export type ComplaintChannel = z.infer<typeof complaintChannel>;

/** What became of a complaint. */
export const complaintResultKind = z.enum([
  'case_opened',
  'joined_case',
  'handed_off',
  'unfounded',
  'no_jurisdiction',
  'insufficient',
]);
export type ComplaintResultKind = z.infer<typeof complaintResultKind>;

/** Longest texts of a complaint, in UTF-16 units. */
export const complaintLimits = { text: 8_000, url: 2_000, subjectName: 200, name: 100, contact: 200, note: 2_000 };

/** Whom the complaint is from: each empty where it was not said. */
const complainant = z.strictObject({
  name: z.string().trim().max(complaintLimits.name, '举报人姓名不能超过 100 个字').default(''),
  contact: z.string().trim().max(complaintLimits.contact, '联系方式不能超过 200 个字').default(''),
});
export type Complainant = z.infer<typeof complainant>;

/** What is said of a complaint, whoever enters it. */
export const complaintFields = {
  text: z
    .string({ error: '请填写举报内容' })
    .trim()
    .min(1, '请填写举报内容')
    .max(complaintLimits.text, '举报内容不能超过 8000 个字'),
  url: z.string().trim().max(complaintLimits.url, '网址不能超过 2000 个字符').default(''),
  subjectName: z.string().trim().max(complaintLimits.subjectName, '被举报单位不能超过 200 个字').default(''),
};

/** Entered by staff from a telephone call, a letter or a visit. */
export const newComplaint = z.strictObject({
  ...complaintFields,
  channel: complaintChannel.exclude(['web'], { error: '请选择来源' }),
  organisationId: z.string().max(64).optional(),
  complainant: complainant.optional(),
});
export type NewComplaintRequest = z.input<typeof newComplaint>;

/** The code is shown once: only its hash is kept. */
export const registeredComplaint = z.object({
  id: z.string(),
  number: z.string(),
  code: z.string(),
  postingId: z.string().nullable(),
  repeatsId: z.string().nullable(),
});

export const newComplaintResult = z.strictObject({
  kind: complaintResultKind,
  caseId: z.string().max(64).nullable().default(null),
  handoffId: z.string().max(64).nullable().default(null),
  note: z.string().trim().max(complaintLimits.note, '说明不能超过 2000 个字').default(''),
});
export type NewComplaintResultRequest = z.input<typeof newComplaintResult>;

/**
 * How far the page is that a complaint names: it waits for its turn, is received and being judged, is judged, or is not taken because a rule
 * forbids it (refused) or it failed.
 */
export const complaintCaptureState = z.enum(['waiting', 'taken', 'judged', 'refused', 'failed']);
export type ComplaintCaptureState = z.infer<typeof complaintCaptureState>;

const listed = z.object({
  id: z.string(),
  /** 〔2026〕12号 */
  number: z.string(),
  organisation: z.string(),
  channel: complaintChannel,
  subjectName: z.string(),
  /** Its beginning, contacts covered. */
  excerpt: z.string(),
  receivedAt: z.iso.datetime(),
  /** Whole days since it came in, as far as it has no result. */
  ageDays: z.int().nullable(),
  /** Of its words. */
  band: band.nullable(),
  probability: z.number().nullable(),
  /** The advertisement that it is about, as it is judged now. */
  posting: z.object({ band: band.nullable(), probability: z.number().nullable() }).nullable(),
  /** Null where it named no address, or one at which an advertisement was known. */
  capture: z
    .object({ state: complaintCaptureState, errorCode: z.string().nullable(), nextAt: z.iso.datetime().nullable() })
    .nullable(),
  isRepeat: z.boolean(),
  result: complaintResultKind.nullable(),
});
export type ListedComplaint = z.infer<typeof listed>;

export const complaintState = z.enum(['open', 'ended', 'all']);
export type ComplaintState = z.infer<typeof complaintState>;

/** `next` is where the next page begins; null on the last one. */
export const complaintList = z.object({
  complaints: z.array(listed),
  /** Without a result, of all. */
  open: z.int(),
  next: z.string().nullable(),
});

export const complaintDetail = listed.omit({ excerpt: true, band: true, probability: true, isRepeat: true }).extend({
  text: z.string(),
  url: z.string().nullable(),
  /** A platform that is crawled and that the URL belongs to. */
  platform: z.object({ id: z.string(), name: z.string() }).nullable(),
  posting: z
    .object({
      ...{ id: z.string(), title: z.string(), band: band.nullable(), probability: z.number().nullable() },
      /** It was found by the page that was taken for the complaint, not known when that was registered. */
      isFoundByCapture: z.boolean(),
    })
    .nullable(),
  verdict: verdict
    .pick({ band: true, probability: true, reasons: true, release: true })
    .extend({ categories: z.array(category) })
    .nullable(),
  /** Who is covered; null where it is anonymous. */
  complainant: complainant.nullable(),
  registeredBy: z.string().nullable(),
  /** The complaint that it repeats, and those that repeat it. */
  related: z.array(
    z.object({ id: z.string(), number: z.string(), receivedAt: z.iso.datetime(), isEarlier: z.boolean() }),
  ),
  results: z.array(
    z.object({
      kind: complaintResultKind,
      note: z.string(),
      caseId: z.string().nullable(),
      caseNumber: z.string().nullable(),
      handoffId: z.string().nullable(),
      handoffNumber: z.string().nullable(),
      by: z.string(),
      decidedAt: z.iso.datetime(),
    }),
  ),
});
export type ComplaintDetail = z.infer<typeof complaintDetail>;

/** What a result may point to: the newest cases and handoffs of the organisation. */
export const complaintTargets = z.object({
  cases: z.array(z.object({ id: z.string(), number: z.string(), subjectName: z.string() })),
  handoffs: z.array(z.object({ id: z.string(), number: z.string(), subjectName: z.string() })),
});

export const complainantUnmasked = z.object({ complainant: complainant.nullable(), text: z.string() });
