import type { Command } from 'commander';
import { addAgencies } from './casework/agencies.js';
import { addCases } from './casework/cases.js';
import { addComparison } from './casework/comparison.js';
import { addComplaints } from './casework/complaints.js';
import { addDrives } from './casework/drives.js';
import { addHandoffs } from './casework/handoffs.js';
import { addOnSite } from './casework/on-site.js';
import { addOutcomes } from './casework/outcomes.js';
import { addPublication } from './casework/publication.js';
import { addRegisters } from './casework/registers.js';
import { addReports } from './casework/reports.js';

/** What people look into beside the advertisements, in the order in which the help names it. */
export function addCasework(program: Command): void {
  addComparison(program);
  addRegisters(program);
  addCases(program);
  addComplaints(program);
  addAgencies(program);
  addPublication(program);
  addReports(program);
  addOutcomes(program);
  addOnSite(program);
  addHandoffs(program);
  addDrives(program);
}
