/** Bytes that are read where they are wanted: a file on disk, a `Blob` in a browser, an array. */
export interface RandomAccess {
  readonly size: number;
  /** Exactly `length` bytes from `offset`, both within the size. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** How much of a file is held at once. */
const pieceBytes = 1 << 20;

/** The bytes from `offset` in pieces of at most a mebibyte, so that memory does not grow with the file. */
export async function* readInPieces(file: RandomAccess, offset: number, length: number): AsyncGenerator<Uint8Array> {
  const end = offset + length;
  for (let at = offset; at < end; at += pieceBytes) yield await file.read(at, Math.min(pieceBytes, end - at));
}
