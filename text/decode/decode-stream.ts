import type { TextDecoder } from 'node:util';
import { decideEncoding } from './decide-encoding.js';
import { decoderFor } from './encoding-label.js';

/** Bytes that decide the encoding, counted from the first one that is not ASCII. */
const sampleBytes = 65_536;

/**
 * A stream of bytes → pieces of text, for CSV and JSONL files of any size. The encoding is decided by the byte order
 * mark or by the first 64 KB from the first byte over 0x7F on: what stands before is ASCII, which all encodings share,
 * and is passed on at once. Holds at most the sample and one chunk. Characters may lie across chunks.
 *
 * @throws InputError `encoding_unknown` when `override` names no known encoding.
 */
export async function* decodeStream(source: AsyncIterable<Uint8Array>, override?: string): AsyncGenerator<string> {
  const hints = { kind: 'text' as const, ...(override === undefined ? {} : { override }) };
  let decoder: TextDecoder | null =
    override === undefined ? null : decoderFor(decideEncoding(new Uint8Array(), hints).encoding);
  let sample: Uint8Array[] = [];
  let sampled = 0;
  let first = true;

  function decided(): string {
    const bytes = Buffer.concat(sample);
    sample = [];
    decoder = decoderFor(decideEncoding(bytes, hints).encoding);
    return decoder.decode(bytes, { stream: true });
  }
  function withoutMark(text: string): string {
    if (!first || text === '') return text;
    first = false;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  for await (const chunk of source) {
    if (decoder !== null) {
      yield withoutMark(decoder.decode(chunk, { stream: true }));
      continue;
    }
    const start: number = sampled > 0 ? 0 : chunk.findIndex((byte) => byte > 0x7f);
    if (start < 0) {
      first = first && chunk.length === 0;
      yield asciiText(chunk);
      continue;
    }
    if (start > 0) {
      first = false;
      yield asciiText(chunk.subarray(0, start));
    }
    sample.push(chunk.subarray(start));
    sampled += chunk.length - start;
    if (sampled >= sampleBytes) yield withoutMark(decided());
  }
  if (decoder === null && sampled > 0) yield withoutMark(decided());
  if (decoder !== null) yield withoutMark(decoder.decode());
}

function asciiText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
