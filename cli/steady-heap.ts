import { setFlagsFromString } from 'node:v8';

/**
 * V8's young generation in megabytes, and how much the old one may grow between collections. With its own values the heap grows in spurts: a
 * scan of 200,000 rows then peaks at 1.3 to 1.4 times what one of 20,000 does (170 to 125 MB, as `/usr/bin/time -v` says), with these at 1.05,
 * as fast.
 */
const steadyHeap = ['--max-semi-space-size=8', '--heap-growing-percent=10'];

/**
 * Code is compiled to less of it, once, and the heap is collected early. Exporting a package of 200 MB then takes 0.8 of the memory that it
 * does with V8's own values (docs/measured/evidence-packages.md), and most of its time passes in other programs.
 */
const smallHeap = ['--optimize-for-size', '--no-wasm-tier-up', '--max-semi-space-size=4', '--heap-growing-percent=10'];

/** For commands that shall run beside others on a small machine: to be called before their modules are loaded. */
export function keepHeapSmall(): void {
  for (const flag of smallHeap) setFlagsFromString(flag);
}

/** For commands that stream large files: to be called before anything is read. */
export function keepHeapSteady(): void {
  for (const flag of steadyHeap) setFlagsFromString(flag);
}
