import { RefusedError } from '../../../contracts/errors.js';
import type { Guard } from './guard.js';

/** A case does not go on by what was taken back: where nothing that it began with counts any more, it is declined or withdrawn. */
export const refuseWithdrawnOrigins: Guard<'file' | 'transfer'> = ({ id, origins }) => {
  if (origins.length > 0 && origins.every(({ check }) => check !== null && check.withdrawal !== null))
    throw new RefusedError('origins_withdrawn', `All that the case ${id} began with was withdrawn.`);
};
