/** The sentence for a person; every failure of the API carries one. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '操作没有成功，请重试。';
}
