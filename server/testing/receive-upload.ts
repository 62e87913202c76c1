import type { FastifyRequest } from 'fastify';
import { uploadLimits } from '../../contracts/api/testing.js';
import { RequestError } from '../request-error.js';

export interface Upload {
  /** For people alone: nothing is ever opened or written by it. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

const longestName = 120;

/** The one file of a multipart form (RFC 7578). @throws RequestError 400 where there is none, 413 where it is too large, 415 for another body */
export async function receiveUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart())
    throw new RequestError(415, 'upload_missing', '请以表单（multipart/form-data）上传一个文件。');
  const limits = { fileSize: uploadLimits.bytes, files: 1, fields: 0, parts: 1 };
  try {
    const part = await request.file({ limits });
    if (part === undefined) throw new RequestError(400, 'upload_missing', '没有收到文件。');
    return { fileName: nameOf(part.filename), bytes: await part.toBuffer() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE')
      throw new RequestError(413, 'upload_too_large', `文件超过 ${uploadLimits.bytes / 1_000_000} MB。`, {
        cause: error,
      });
    throw error;
  }
}

/** The last part of a path, without characters that steer a terminal or turn a line's direction. */
function nameOf(given: string | undefined): string {
  const last = (given ?? '').split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  const cut = plain.length > longestName ? `${plain.slice(0, longestName - 9)}…${plain.slice(-8)}` : plain;
  return cut === '' ? '未命名' : cut;
}
