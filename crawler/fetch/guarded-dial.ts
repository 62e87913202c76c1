import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { RefusedError, RetriedError } from '../../contracts/errors.js';
import type { AddressGuard, ApprovedAddress } from './address-guard.js';

/** One address that does not answer must not eat the time of the next one. */
const dialMilliseconds = 10_000;

export interface GuardedConnection {
  socket: Socket;
  /** All addresses that the name had when it was resolved for this connection; the socket goes to one of them. */
  resolvedAddresses: string[];
}

/**
 * A TCP connection to `hostname`, made to an address that the guard approved and to no other. Both fetchers reach the network
 * through here alone. Approved addresses are tried in order; when none answers, the last failure is thrown.
 * @throws RefusedError, RetriedError of the guard; the socket's own error; the signal's reason
 */
export async function dialGuarded(
  guard: AddressGuard,
  hostname: string,
  port: number,
  signal?: AbortSignal,
): Promise<GuardedConnection> {
  let failure: unknown;
  const approvedAddresses = await guard.resolve(hostname, port);
  for (const approved of approvedAddresses) {
    signal?.throwIfAborted();
    try {
      const socket = await dial(approved, signal);
      return { socket, resolvedAddresses: approvedAddresses.map(({ address }) => address) };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function dial(approved: ApprovedAddress, signal: AbortSignal | undefined): Promise<Socket> {
  const socket = connect({ host: approved.address, port: approved.port, family: approved.family, noDelay: true });
  const giveUp = (reason: unknown) => socket.destroy(reason instanceof Error ? reason : new Error(String(reason)));
  const where = `${approved.address} port ${approved.port}`;
  const timer = setTimeout(
    () => giveUp(new RetriedError('timed_out', `${where} took no connection within ${dialMilliseconds / 1000} s`)),
    dialMilliseconds,
  );
  const stop = () => giveUp(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await once(socket, 'connect');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
  const peer = ipaddr.process(socket.remoteAddress ?? '::').toString();
  if (peer !== approved.address || socket.remotePort !== approved.port) {
    socket.destroy();
    throw new RefusedError('address_refused', `A connection to ${where} ended at ${peer}, which was not approved`);
  }
  return socket;
}
