import { z } from 'zod';
import { monthAfter, monthBefore } from '../reports/month-name.js';
import { readCheckedYaml } from '../reports/read-checked-yaml.js';

const words = (longest: number) => z.string().trim().min(1, 'must not be empty').max(longest);
/** Calendar day in Asia/Shanghai. */
const day = z.iso.date('must be a day such as "2019-01-31"');
const span = { from: day, until: day };
const inOrder = ({ from, until }: { from: string; until: string }): boolean => from <= until;
const order = { message: 'it ends before it begins', path: ['until'] };

const stage = z
  .strictObject({
    key: z.string().regex(/^[a-z_]{2,40}$/, 'must be of small letters and underscores'),
    name: words(40),
    ...span,
    /** Whether who puts things right by themselves meanwhile may be spared. */
    leniency: z.boolean().default(false),
    /** Whether registrations are compared with social insurance meanwhile. */
    comparison: z.boolean().default(false),
    what: words(300),
  })
  .refine(inOrder, order);

const onceReport = z.strictObject({ name: words(80), dueOn: day, by: z.array(words(60)).min(1), to: words(60) });
const monthlyReport = z
  .strictObject({
    name: words(80),
    /** Of the month after the one that it is about. */
    dayOfMonth: z.int().min(1).max(28),
    /** The first and the last day on which one is due. */
    ...span,
    by: z.array(words(60)).min(1),
    to: words(60),
  })
  .refine(inOrder, order);

/** 专项整治: stages with their days, and what is reported when to whom. Stages may overlap. */
export const drivePlan = z
  .strictObject({
    name: words(80),
    basis: words(200),
    stages: z.array(stage).min(1),
    reports: z.array(z.union([onceReport, monthlyReport])),
    notes: z.array(words(300)).default([]),
  })
  .superRefine(({ stages }, context) => {
    const seen = new Set<string>();
    for (const [index, { key }] of stages.entries()) {
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: ['stages', index, 'key'], message: 'it is there twice' });
      seen.add(key);
    }
  });
export type DrivePlan = z.infer<typeof drivePlan>;
export type DriveStage = DrivePlan['stages'][number];

/** @throws InputError `drive_unusable` with a line for every error */
export function readDrivePlan(text: string, file: string): DrivePlan {
  return readCheckedYaml(drivePlan, text, { file, code: 'drive_unusable', what: 'The plan of the drive' });
}

/** The stages that run on a day, in the plan's order. */
export function stagesOn({ stages }: Pick<DrivePlan, 'stages'>, on: string): readonly DriveStage[] {
  return stages.filter(({ from, until }) => from <= on && on <= until);
}

/** Whether who has put things right by themselves on that day may be spared. */
export function leniencyOn(plan: Pick<DrivePlan, 'stages'>, on: string): boolean {
  return stagesOn(plan, on).some(({ leniency }) => leniency);
}

/** Whether registrations are to be compared with social insurance on that day. */
export function comparisonOn(plan: Pick<DrivePlan, 'stages'>, on: string): boolean {
  return stagesOn(plan, on).some(({ comparison }) => comparison);
}

export interface DueReport {
  readonly name: string;
  readonly dueOn: string;
  readonly by: readonly string[];
  readonly to: string;
  /** `YYYY-MM` of a monthly one. */
  readonly month: string | null;
}

/** The reports whose last day is from `from` to `until`, the earliest first. A report that is due on a day is in time on that day. */
export function reportsDue({ reports }: Pick<DrivePlan, 'reports'>, from: string, until: string): readonly DueReport[] {
  const due = reports.flatMap((report): DueReport[] => {
    const { name, by, to } = report;
    if ('dueOn' in report) return [{ name, by, to, dueOn: report.dueOn, month: null }];
    return monthsOf(report.from, report.until)
      .map((month) => ({ name, by, to, dueOn: `${month}-${String(report.dayOfMonth).padStart(2, '0')}`, month }))
      .filter(({ dueOn }) => report.from <= dueOn && dueOn <= report.until)
      .map((one) => ({ ...one, month: monthBefore(one.month) }));
  });
  return due
    .filter(({ dueOn }) => from <= dueOn && dueOn <= until)
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
}

function monthsOf(from: string, until: string): string[] {
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= until.slice(0, 7); month = monthAfter(month)) months.push(month);
  return months;
}
