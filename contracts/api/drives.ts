import { z } from 'zod';

const dueReport = z.object({
  name: z.string(),
  dueOn: z.string(),
  by: z.array(z.string()),
  to: z.string(),
  month: z.string().nullable(),
});

export const drive = z.object({
  id: z.string(),
  organisation: z.string(),
  name: z.string(),
  basis: z.string(),
  stages: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      from: z.string(),
      until: z.string(),
      leniency: z.boolean(),
      comparison: z.boolean(),
      what: z.string(),
      runs: z.boolean(),
    }),
  ),
  notes: z.array(z.string()),
  /** Whether who puts things right today may be spared, and whether registers are to be compared today. */
  lenient: z.boolean(),
  comparing: z.boolean(),
  /** Due within the next 31 days, today included. */
  due: z.array(dueReport),
});
export type Drive = z.infer<typeof drive>;

export const driveList = z.object({ today: z.string(), drives: z.array(drive) });

/** The plan as YAML (casework/drives/hubei-2018.yaml is one). */
export const newDrive = z.strictObject({
  plan: z.string({ error: '请填写方案' }).max(100_000, { error: '方案过长' }),
});
export const enteredDrive = z.object({ id: z.string() });
export const driveExample = z.object({ plan: z.string() });
