import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { stampedStep } from './stamped-step.mjs';

/**
 * Generates the Prisma client without a network. The generator never runs the schema engine, yet downloads it unless one is
 * named; any program that exists satisfies it, and Node does on every system.
 *
 * @param {string} root
 */
export function prismaClient(root) {
  const output = join(root, 'prisma', 'client');
  return stampedStep({
    name: 'generate the Prisma client',
    stamp: join(output, '.set-up-stamp'),
    inputs: () => fingerprint(root, ['prisma/schema.prisma', 'package-lock.json']),
    outputs: () => [join(output, 'client.ts')],
    make: (run) =>
      run(process.execPath, ['node_modules/prisma/build/index.js', 'generate', '--schema', 'prisma/schema.prisma'], {
        env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      }),
  });
}
