import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { z } from 'zod';
import { canonicalJson, type JsonValue } from './canonical-json.js';
import { Fault } from './fault.js';
import type { RandomAccess } from './random-access.js';
import type { ReasonCode } from './words.js';
import type { ArchiveMember } from './zip-archive.js';

/** What is read whole: no document, response or extract of ours comes near; what may be larger is read in pieces. */
const mostWholeBytes = 16 << 20;

/** An archive's members by path. */
export class PackageContents {
  readonly file: RandomAccess;
  readonly members: ReadonlyMap<string, ArchiveMember>;

  constructor(file: RandomAccess, members: readonly ArchiveMember[]) {
    this.file = file;
    this.members = new Map(members.map((member) => [member.path, member]));
  }

  has(path: string): boolean {
    return this.members.has(path);
  }

  /** @throws Fault of the given code where the member is too large to be what it should be; @returns undefined where it is missing */
  async read(path: string, code: ReasonCode): Promise<Uint8Array | undefined> {
    const member = this.members.get(path);
    if (member === undefined) return undefined;
    if (member.bytes > mostWholeBytes) throw new Fault(code, { why: `${path} has ${member.bytes} bytes` });
    return member.bytes === 0 ? new Uint8Array() : this.file.read(member.offset, member.bytes);
  }

  /** @throws Fault of the given code, whose sentence has a place for `why`, where it is missing or not of this shape */
  async readJson<Shape>(path: string, shape: z.ZodType<Shape>, code: ReasonCode): Promise<PackageJson<Shape>> {
    const bytes = await this.read(path, code);
    if (bytes === undefined) throw new Fault(code, { why: `${path} is missing` });
    let text: string;
    let json: JsonValue;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      json = JSON.parse(text);
    } catch {
      throw new Fault(code, { why: `${path} is no JSON in UTF-8` });
    }
    const parsed = shape.safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Fault(code, { why: `${path}, ${issue?.path.join('.') || 'as a whole'}: ${issue?.message ?? ''}` });
    }
    return { value: parsed.data, json, isCanonical: isCanonical(json, text), sha256: bytesToHex(sha256(bytes)) };
  }
}

export interface PackageJson<Shape> {
  readonly value: Shape;
  readonly json: JsonValue;
  /** Whether it is written as RFC 8785 has it. A key that is there twice is not. */
  readonly isCanonical: boolean;
  /** Of its bytes. */
  readonly sha256: string;
}

function isCanonical(json: JsonValue, text: string): boolean {
  try {
    return canonicalJson(json) === text;
  } catch {
    // Unpaired surrogates, or nested deeper than anything of ours.
    return false;
  }
}

/** SHA-256 over the canonical JSON of a value: what the ledger holds of it. */
export const hashOfJson = (value: JsonValue): string =>
  bytesToHex(sha256(new TextEncoder().encode(canonicalJson(value))));
