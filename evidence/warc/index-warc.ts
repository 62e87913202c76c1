import { CDXIndexer, WARCParser } from 'warcio';

/**
 * The CDXJ index of a WARC: a line for each record that can be looked up, in the order of their bytes, as WACZ 1.1.1 asks for. One record's
 * head is held at a time, and the lines.
 *
 * @param filename of the WARC within `archive/`, as the index names it
 */
export async function indexWarc(warc: AsyncIterable<Uint8Array>, filename: string): Promise<string> {
  const indexer = new CDXIndexer({ format: 'cdxj' });
  const parser = new WARCParser(warc);
  const lines: string[] = [];
  const add = (entry: ReturnType<CDXIndexer['indexRecord']>): void => {
    if (entry !== null) lines.push(indexer.serialize(entry));
  };
  for await (const record of parser) {
    // warcio's own loop reads every record whole; the body of a request alone matters to it.
    if (record.warcType === 'request') await record.readFully();
    else await record.skipFully();
    add(indexer.indexRecord(record, parser, filename));
  }
  add(indexer.indexRecord(null, parser, filename));
  return lines
    .map((line) => Buffer.from(line))
    .sort(Buffer.compare)
    .join('');
}
