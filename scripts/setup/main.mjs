#!/usr/bin/env node
/**
 * The set-up: everything between a fresh clone and a program that runs, with nothing but Node and npm.
 * `npm start` and `npm test` run it first; `npm run setup` runs it alone. It needs no dependency, prints to stderr only,
 * and does again only what is not fresh.
 *
 *   node scripts/setup/main.mjs           what `npm start` needs
 *   node scripts/setup/main.mjs --tests   what `npm test` needs: redis-server too; with CI=true a missing part is an error
 *
 * The way through this folder: node-version → set-up → dependencies, prisma-client, command-line, page, verify-page, system-parts (the
 * steps in their order) → make-fresh (runs them). This file is kept so plain that a far too old Node can read it and say so.
 */
import { nodeVersionProblem } from './node-version.mjs';

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  process.stderr.write(`set-up: ${problem}\n`);
  process.exitCode = 1;
} else {
  const stop = new AbortController();
  const stopped = (name, number) =>
    process.once(name, () => {
      stop.abort(new Error(`stopped by ${name}; the next one goes on from here`));
      process.exitCode = 128 + number;
    });
  stopped('SIGHUP', 1);
  stopped('SIGINT', 2);
  stopped('SIGTERM', 15);
  import('./set-up.mjs')
    .then(({ setUp }) => setUp({ forTests: process.argv.includes('--tests'), signal: stop.signal }))
    .then((code) => {
      process.exitCode = process.exitCode || code;
    });
}
