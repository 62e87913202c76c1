import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { type AgencyFacts, readAgencyFacts } from './agency-facts.js';
import { groupAgencies } from './agency-groups.js';
import { type CurrentLicence, findLicences, registerAsOf } from './current-licences.js';
import { registeredName } from './registered-name.js';
import { type RiskPart, readRiskWeights, riskPoints } from './risk-points.js';
import { type LicenceDecision, type Standing, standingOf } from './standing.js';

/** An agency with all names that people have found to be its own. */
export interface AssessedAgency {
  /** Of its main name: the one with the most advertisements. */
  readonly id: string;
  readonly name: string;
  /** The main one first. */
  readonly names: readonly AgencyFacts[];
  readonly standing: Standing<CurrentLicence>;
  readonly licences: readonly CurrentLicence[];
  readonly points: number;
  readonly parts: readonly RiskPart[];
  readonly postings: number;
  readonly flagged: number;
  readonly borderline: number;
  readonly confirmed: number;
  readonly campaigns: number;
  readonly relistings: number;
  readonly orders: number;
  readonly penalties: number;
  readonly cases: number;
  readonly platforms: readonly string[];
}

/**
 * The agencies of these organisations, each over all its names and all platforms, those to be looked into first before the others: by
 * points, then by suspicious advertisements.
 */
export async function assessAgencies(
  database: Database,
  jurisdiction: readonly string[],
  now: Date,
): Promise<readonly AssessedAgency[]> {
  const [facts, decisions] = await Promise.all([
    readAgencyFacts(database, jurisdiction),
    database.agencyDecision.findMany({ orderBy: { id: 'asc' }, select: decisionFields }),
  ]);
  return assess(database, facts, decisions, now);
}

/** One agency, by any of its names; undefined for a name that is not seen from this jurisdiction. */
export async function assessAgency(
  database: Database,
  jurisdiction: readonly string[],
  agencyId: string,
  now: Date,
): Promise<AssessedAgency | undefined> {
  const decisions = await database.agencyDecision.findMany({ orderBy: { id: 'asc' }, select: decisionFields });
  const names = groupAgencies(decisions).get(agencyId) ?? [agencyId];
  const facts = await readAgencyFacts(database, jurisdiction, names);
  if (!facts.some(({ id }) => id === agencyId)) return undefined;
  const [agency] = await assess(database, facts, decisions, now);
  return agency;
}

const decisionFields = { id: true, kind: true, agencyId: true, otherId: true, creditCode: true, decidedAt: true };

interface StoredDecision {
  readonly id: string;
  readonly kind: string;
  readonly agencyId: string;
  readonly otherId: string | null;
  readonly creditCode: string | null;
  readonly decidedAt: Date;
}

async function assess(
  database: Database,
  facts: readonly AgencyFacts[],
  decisions: readonly StoredDecision[],
  now: Date,
): Promise<readonly AssessedAgency[]> {
  const groups = groupAgencies(decisions);
  const members = new Map<string, AgencyFacts[]>();
  for (const name of facts) {
    const key = groups.get(name.id)?.[0] ?? name.id;
    members.set(key, [...(members.get(key) ?? []), name]);
  }
  // By the group's first name too: it may be one that is seen elsewhere alone.
  const decided = new Map<string, StoredDecision>();
  for (const decision of decisions) {
    if (decision.kind !== 'licensed' && decision.kind !== 'unlicensed') continue;
    decided.set(groups.get(decision.agencyId)?.[0] ?? decision.agencyId, decision);
  }
  const keyed = [...members].map(([key, names]) => ({ names, decision: decided.get(key) ?? null }));
  const register = await readRegister(database, keyed);
  const weights = readRiskWeights();
  const today = shanghaiDay(now);
  return keyed
    .map(({ names, decision }): AssessedAgency => {
      const sorted = [...names].sort((a, b) => b.postings - a.postings || (a.id < b.id ? -1 : 1));
      const main = sorted[0] as AgencyFacts;
      const licences = register.licencesOf({ names, decision });
      const standing = standingOf({
        ...{ licences, today, hasRegister: register.asOf !== null },
        decision: decision === null ? null : asLicenceDecision(decision),
      });
      const total = (of: (name: AgencyFacts) => number) => names.reduce((sum, name) => sum + of(name), 0);
      const counts = {
        postings: total((name) => name.postings),
        flagged: total((name) => name.flagged),
        borderline: total((name) => name.borderline),
        confirmed: total((name) => name.confirmed),
        campaigns: new Set(names.flatMap((name) => name.campaigns)).size,
        relistings: total((name) => name.relistings),
        orders: total((name) => name.orders),
        penalties: total((name) => name.penalties),
        cases: total((name) => name.cases),
      };
      const platforms = [...new Set(names.flatMap((name) => name.platforms))].sort();
      const risk = riskPoints(counts, weights);
      return { id: main.id, name: main.name, names: sorted, standing, licences, ...risk, ...counts, platforms };
    })
    .sort(
      (a, b) =>
        b.points - a.points || b.flagged - a.flagged || b.borderline - a.borderline || (a.name < b.name ? -1 : 1),
    );
}

function asLicenceDecision({ kind, creditCode, decidedAt }: StoredDecision): LicenceDecision {
  return { kind: kind === 'licensed' ? 'licensed' : 'unlicensed', creditCode, decidedOn: shanghaiDay(decidedAt) };
}

interface Keyed {
  readonly names: readonly AgencyFacts[];
  readonly decision: StoredDecision | null;
}

/** Reads all licences that may be one of theirs at once. */
async function readRegister(database: Database, keyed: readonly Keyed[]) {
  const names = keyed.flatMap((one) => one.names);
  const present = (texts: readonly (string | null)[]) => [...new Set(texts.filter((text) => text !== null))];
  const [asOf, licences] = await Promise.all([
    registerAsOf(database),
    findLicences(database, {
      creditCodes: present([...names, ...keyed.map(({ decision }) => decision)].map((one) => one?.creditCode ?? null)),
      licenceNumbers: present(names.map(({ licenceNumber }) => licenceNumber)),
      holders: present(names.map(({ name }) => registeredName(name))),
    }),
  ]);
  const by = (key: (licence: CurrentLicence) => string) => {
    const found = new Map<string, CurrentLicence[]>();
    for (const licence of licences) found.set(key(licence), [...(found.get(key(licence)) ?? []), licence]);
    return found;
  };
  const byCode = by(({ creditCode }) => creditCode);
  const byNumber = by(({ licenceNumber }) => licenceNumber);
  const byHolder = by(({ holder }) => holder);
  return {
    asOf,
    licencesOf({ names: own, decision }: Keyed): readonly CurrentLicence[] {
      const found = [
        ...own.flatMap(({ name, creditCode, licenceNumber }) => [
          ...(byCode.get(creditCode ?? '') ?? []),
          ...(byNumber.get(licenceNumber ?? '') ?? []),
          // Who advertises under a licensed company's name with another code is not that company.
          ...(byHolder.get(registeredName(name)) ?? []).filter(
            (licence) => creditCode === null || creditCode === licence.creditCode,
          ),
        ]),
        ...(byCode.get(decision?.creditCode ?? '') ?? []),
      ];
      return [...new Set(found)];
    },
  };
}
