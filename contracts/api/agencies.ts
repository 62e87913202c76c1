import { z } from 'zod';
import { band } from '../verdict.js';

/** 42: who is unlicensed places people against 暂行条例 art. 42. */
export const agencyStanding = z.enum(['licensed', 'expired', 'unlicensed', 'unknown']);
export type AgencyStanding = z.infer<typeof agencyStanding>;

/** Where the standing comes from. */
export const standingGround = z.enum(['decided', 'register', 'licensed_since', 'not_in_register', 'no_register']);
export type StandingGround = z.infer<typeof standingGround>;

export const agencyDecisionKind = z.enum(['same_as', 'different_from', 'licensed', 'unlicensed']);
export type AgencyDecisionKind = z.infer<typeof agencyDecisionKind>;

const matchGround = z.enum(['credit_code', 'same_name', 'near_name']);
export type MatchGround = z.infer<typeof matchGround>;

export const riskFact = z.enum(['confirmed', 'campaigns', 'relistings', 'orders', 'penalties']);
export type RiskFact = z.infer<typeof riskFact>;

const licence = z.object({
  holder: z.string(),
  creditCode: z.string(),
  licenceNumber: z.string(),
  issuer: z.string(),
  /** Calendar days, YYYY-MM-DD. */
  issuedOn: z.string().nullable(),
  validUntil: z.string().nullable(),
  status: z.enum(['valid', 'revoked', 'cancelled']),
});
export type LicenceOfAgency = z.infer<typeof licence>;

const ranked = z.object({
  id: z.string(),
  name: z.string(),
  /** Further names that people have found to be its own. */
  otherNames: z.int(),
  standing: agencyStanding,
  ground: standingGround,
  /** The licence that the standing rests on. */
  licence: licence.nullable(),
  points: z.int(),
  /** What the points come from. */
  parts: z.array(z.object({ fact: riskFact, count: z.int(), points: z.int() })),
  postings: z.int(),
  flagged: z.int(),
  borderline: z.int(),
  cases: z.int(),
  platforms: z.int(),
});
export type RankedAgency = z.infer<typeof ranked>;

export const agencyRanking = z.object({
  agencies: z.array(ranked),
  /** Agencies by standing, of all. */
  counts: z.record(agencyStanding, z.int()),
  /** Of those that were asked for. */
  total: z.int(),
  /** When the licence register was last brought up to date. */
  registerAsOf: z.iso.datetime().nullable(),
});

export const agencyDetail = ranked.extend({
  confirmed: z.int(),
  names: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      creditCode: z.string().nullable(),
      licenceNumber: z.string().nullable(),
      postings: z.int(),
      firstSeenAt: z.iso.datetime().nullable(),
      lastSeenAt: z.iso.datetime().nullable(),
    }),
  ),
  licences: z.array(licence),
  /** Licences of nearly its name, where it has none. */
  candidates: z.array(licence),
  /** Advertisements by the month in which they were first seen, YYYY-MM. */
  months: z.array(
    z.object({
      month: z.string(),
      flagged: z.int(),
      borderline: z.int(),
      clear: z.int(),
      confirmed: z.int(),
    }),
  ),
  /** Those that were confirmed, came back after a removal, or belong to a campaign; the newest. */
  telling: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      platform: z.string(),
      band: band.nullable(),
      isConfirmed: z.boolean(),
      isRelisted: z.boolean(),
      campaignId: z.string().nullable(),
      firstSeenAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  casesOfIt: z.array(
    z.object({
      id: z.string(),
      /** 〔2026〕12号 */
      number: z.string(),
      path: z.string(),
      state: z.string(),
      registeredAt: z.iso.datetime(),
    }),
  ),
  matches: z.array(
    z.object({
      agency: z.object({ id: z.string(), name: z.string() }),
      other: z.object({ id: z.string(), name: z.string() }),
      ground: matchGround,
      similarity: z.number(),
      decision: z.enum(['same_as', 'different_from']).nullable(),
    }),
  ),
  decisions: z.array(
    z.object({
      kind: agencyDecisionKind,
      agency: z.string(),
      other: z.string().nullable(),
      creditCode: z.string().nullable(),
      note: z.string(),
      by: z.string(),
      decidedAt: z.iso.datetime(),
    }),
  ),
});
export type AgencyDetail = z.infer<typeof agencyDetail>;

export const newAgencyDecision = z.strictObject({
  kind: agencyDecisionKind,
  otherId: z.string().max(64).nullable().default(null),
  creditCode: z.string().trim().max(40).nullable().default(null),
  note: z.string().trim().max(2_000, '说明不能超过 2000 个字').default(''),
});
export type NewAgencyDecisionRequest = z.input<typeof newAgencyDecision>;
