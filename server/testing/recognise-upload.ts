import type { PostingFormat } from '../../text/posting-files/read-postings.js';
import { RequestError } from '../request-error.js';
import { listZipEntries } from './zip-entries.js';

/** The kinds of file that may be uploaded, by their endings. */
const formats: Readonly<Record<string, PostingFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  xlsx: 'xlsx',
};

/**
 * What a file is: by its ending, which its first bytes must bear out. A name alone proves nothing, and what is handed to a reader must be
 * what the reader expects.
 *
 * @throws RequestError 415 in words for whoever uploads it
 */
export function recogniseUpload(fileName: string, bytes: Uint8Array): PostingFormat {
  const ending = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const format = formats[ending];
  if (format === undefined) throw unlike('只接受 .jsonl、.csv 或 .xlsx 文件。');
  if (bytes.length === 0) throw unlike('文件是空的。');
  if (format === 'xlsx') {
    if (!isWorkbook(bytes)) throw unlike('这个文件不是 XLSX 工作簿，请用电子表格软件另存为 .xlsx 后再试。');
    return format;
  }
  if (!isText(bytes)) throw unlike(`这个文件不是文本，不能作为 .${ending} 读取；请检查文件，或改用 .xlsx。`);
  if (format === 'jsonl' && !beginsWithObject(bytes))
    throw unlike('JSONL 文件的每一行应是一个 {…} 对象；这个文件不是。');
  return format;
}

/** ECMA-376: a ZIP archive that has the workbook's part. */
function isWorkbook(bytes: Uint8Array): boolean {
  return listZipEntries(bytes)?.some(({ name }) => name === 'xl/workbook.xml') === true;
}

/** Bytes that are looked at. */
const looked = 65_536;

/** Text in any encoding that is read here holds no control characters but these; in UTF-16, which has a mark, every other byte may be 0. */
function isText(bytes: Uint8Array): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return true;
  const allowed = [0x09, 0x0a, 0x0c, 0x0d, 0x1a];
  return bytes.subarray(0, looked).every((byte) => byte >= 0x20 || allowed.includes(byte));
}

function beginsWithObject(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, looked)).toString('latin1').replaceAll('\u0000', '');
  return /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff|\u00841\u00953)?\s*\{/.test(start);
}

function unlike(message: string): RequestError {
  return new RequestError(415, 'upload_unlike', message);
}
