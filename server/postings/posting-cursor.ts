import { z } from 'zod';

/** The last posting of a page: the next one starts behind it in the order (probability descending, id). */
const position = z.tuple([z.number(), z.string().min(1)]);

export interface Position {
  probability: number;
  id: string;
}

/** A position as an opaque word that can stand in a URL. */
export function encodeCursor({ probability, id }: Position): string {
  return Buffer.from(JSON.stringify([probability, id])).toString('base64url');
}

/** The position that `encodeCursor` wrote, or undefined when the word is not one of ours. */
export function decodeCursor(cursor: string): Position | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = position.safeParse(value);
  return parsed.success ? { probability: parsed.data[0], id: parsed.data[1] } : undefined;
}
