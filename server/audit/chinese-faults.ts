/** What `verifyLedger` can complain of (evidence/ledger), in the words of an auditor. Groups are put in the place of $1 and $2. */
const faults: readonly (readonly [RegExp, string])[] = [
  [/^its contents do not match its hash$/, '内容与其哈希值不符，这一条被改动过'],
  [/^it does not follow the entry before it$/, '与前一条接不上，这里的记录被改动、插入或删除过'],
  [/^the entry found in its place has the number (.+)$/, '这一位置上出现的是第 $1 条，原来的记录被删除或移动过'],
  [/^the .+ that it is about is missing in the database: it was deleted$/, '它所记载的数据已从数据库中消失，被删除过'],
  [/^the .+ that it is about is not what it was: its hash differs$/, '它所记载的数据与记载时不同，被改动过'],
  [/^the file of the package .+ is missing in the blob store$/, '它所记载的证据包文件在存储中缺失'],
  [
    /^it is missing: the ledger ends with entry (\d+), but .+ says that there were (\d+);/,
    '记录缺失：存证链止于第 $1 条，而库外保存的链头或封存记载有 $2 条，末尾被截去',
  ],
  [
    /^it is missing: the database holds the .+, of which no entry speaks$/,
    '记录缺失：数据库中有数据没有对应的记录，是补插的数据，或其记录被截去',
  ],
  [
    /^its hash is not that of the head in .+ rewritten after entry (\d+)$/,
    '与库外保存的链头或封存不符，第 $1 条之后被重写过',
  ],
  [/^the root of the tree up to it .+ after (\d+) is another$/, '与库外保存的树根不符，第 $1 条之后有记录被替换过'],
  [/^the head in .+ proves nothing: /, '为它保存的链头或封存不可信：其时间戳不能通过核验'],
];

/** A fault in Chinese; file names and identifiers are left out. One that is not known is told as it is, so that nothing is hidden. */
export function chineseFault(why: string): string {
  for (const [pattern, words] of faults) {
    const found = pattern.exec(why);
    if (found !== null) return words.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  }
  return `这一条不能通过核验（${why}）`;
}
