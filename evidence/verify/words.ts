/** What the verifier says, in each of its languages: every sentence is here and nowhere else. `{…}` are values. */
export type Language = 'en' | 'zh';
type Words = Readonly<Record<Language, string>>;

/** What each line of a report is about, in the order in which a reader meets them. */
export const checkNames = {
  archive: { en: 'The file has the form of a package and hides nothing', zh: '文件格式与完整性（无隐藏内容）' },
  manifest: { en: 'The manifest is there and well-formed', zh: '清单文件' },
  members: { en: 'Every file is as the manifest lists it', zh: '每个文件与清单一致（SHA-256、SM3）' },
  signature: { en: 'The signature over the manifest', zh: '清单的数字签名' },
  signer: { en: 'The key that signed is the one the ledger introduced', zh: '签名密钥与存证链登记一致' },
  seal: { en: 'The seal over signature and timestamps', zh: '封签（签名与时间戳的哈希）' },
  timestamp: { en: 'The timestamp of an authority', zh: '时间戳机构的时间戳' },
  ledger: { en: 'The extract of the ledger holds together', zh: '存证链摘录' },
  ledger_record: { en: 'The capture record is in the ledger', zh: '采集记录已入存证链' },
  ledger_decisions: {
    en: 'Verdict, decisions and order are in the ledger',
    zh: '研判、复核、核实与制作指令已入存证链',
  },
  ledger_custody: { en: 'Each line of the custody log has its entry', zh: '保管记录与存证链一致' },
  ledger_seals: { en: 'The sealed heads of the ledger', zh: '存证链封存点' },
  capture_time: { en: 'Since when an authority attests the capture', zh: '采集时间的第三方证明' },
  ledger_series: { en: 'The packages exported before are all named', zh: '此前各次证据包无缺漏' },
  record: { en: 'The capture record agrees with files and times', zh: '采集记录与文件、时间相符' },
  standing: { en: 'What the package claims to be', zh: '材料性质（线索或证据）' },
  warc: { en: 'The digests in the web archive', zh: '网页存档（WARC）内部摘要' },
  datapackage: { en: 'The hashes of the web archive package', zh: '网页存档包（WACZ）哈希' },
  checksums: { en: 'The checksums of the archive itself', zh: '压缩包自带校验值' },
} as const satisfies Record<string, Words>;
export type CheckName = keyof typeof checkNames;

/** Why a check failed or could not be made. The keys are stable: scripts read them. */
export const reasons = {
  archive_unreadable: { en: 'The file cannot be read as a package: {why}.', zh: '无法作为证据包读取：{why}。' },
  archive_layout: {
    en: 'The archive is not of the form that packages have: {why}.',
    zh: '压缩包结构与规定格式不符：{why}。',
  },
  archive_checksum_wrong: {
    en: 'The checksum of {member} in the archive is not that of its contents.',
    zh: '压缩包中 {member} 的校验值与内容不符。',
  },
  member_path_forbidden: {
    en: 'The name {member} is not allowed in a package.',
    zh: '文件名 {member} 不允许出现在证据包中。',
  },
  member_twice: { en: '{member} collides with {other}.', zh: '{member} 与 {other} 重名或冲突。' },
  manifest_missing: { en: 'manifest.json is missing.', zh: '缺少 manifest.json（清单）。' },
  manifest_malformed: { en: 'manifest.json is not a manifest: {why}.', zh: 'manifest.json 不是有效清单：{why}。' },
  manifest_not_canonical: {
    en: 'manifest.json is not written as canonical JSON (RFC 8785).',
    zh: 'manifest.json 未按规范化 JSON（RFC 8785）书写。',
  },
  member_missing: { en: '{member} is missing.', zh: '缺少文件 {member}。' },
  member_added: { en: '{member} is not in the manifest: it was added.', zh: '{member} 不在清单内，系事后添加。' },
  member_changed: { en: '{member} is not what was signed: {why}.', zh: '{member} 与签名时不一致：{why}。' },
  signature_missing: { en: 'manifest.sig is missing.', zh: '缺少 manifest.sig（签名）。' },
  signature_wrong: {
    en: 'The signature over the manifest is not by the key that the manifest names: {why}.',
    zh: '清单签名不是由清单所载密钥作出：{why}。',
  },
  signer_key_mismatch: {
    en: 'The signing key is named in different ways: {why}.',
    zh: '签名密钥的几处记载不一致：{why}。',
  },
  signer_unknown_to_ledger: {
    en: 'The extract of the ledger has no entry that introduces the signing key {key}.',
    zh: '存证链摘录中没有登记签名密钥 {key} 的条目。',
  },
  seal_missing: { en: 'seal.json is missing.', zh: '缺少 seal.json（封签）。' },
  seal_malformed: { en: 'seal.json is not a seal: {why}.', zh: 'seal.json 不是有效封签：{why}。' },
  seal_wrong: { en: 'The seal is not signed for this package: {why}.', zh: '封签不是为本证据包签署：{why}。' },
  seal_member_changed: { en: '{member} is not what was sealed: {why}.', zh: '{member} 与封签时不一致：{why}。' },
  trust_anchor_missing: {
    en: 'No certificate of an authority that you trust was given, so who gave the timestamp cannot be checked. It says {at}.',
    zh: '未提供您信任的时间戳机构根证书，无法核验时间戳的出具者。其所载时间为 {at}。',
  },
  timestamp_missing: { en: 'The timestamp of {authority} is missing.', zh: '缺少 {authority} 的时间戳。' },
  timestamp_malformed: { en: 'It is no timestamp (RFC 3161): {why}.', zh: '不是有效的时间戳（RFC 3161）：{why}。' },
  timestamp_refused: { en: 'The authority gave no timestamp: {why}.', zh: '时间戳机构未出具时间戳：{why}。' },
  timestamp_other_content: { en: 'The timestamp is over something else.', zh: '时间戳所针对的是其他内容。' },
  timestamp_signature_wrong: {
    en: 'The signature in the timestamp is wrong: {why}.',
    zh: '时间戳内的签名错误：{why}。',
  },
  timestamp_algorithm_unknown: {
    en: 'The timestamp uses the algorithm {algorithm}, which this program cannot check.',
    zh: '时间戳使用了本程序无法核验的算法 {algorithm}。',
  },
  timestamp_certificate_swapped: {
    en: 'The certificate that the timestamp was signed with is not there; another may stand in its place.',
    zh: '时间戳签名所绑定的证书不在其中，可能已被替换。',
  },
  timestamp_certificate_unfit: {
    en: 'The certificate {subject} is not one for timestamps alone.',
    zh: '证书 {subject} 不是时间戳专用证书。',
  },
  timestamp_certificate_expired: {
    en: 'At {at} the certificate {subject} was not valid.',
    zh: '在 {at}，证书 {subject} 不在有效期内。',
  },
  timestamp_untrusted: {
    en: 'The certificate {subject} does not lead to an authority that you trust.',
    zh: '证书 {subject} 不能追溯到您信任的机构。',
  },
  timestamp_certificate_revoked: {
    en: 'The certificate {subject} was revoked as of {revokedAt}; the timestamp says {at}.',
    zh: '证书 {subject} 自 {revokedAt} 起已被吊销；时间戳所载时间为 {at}。',
  },
  timestamp_revocation_unknown: {
    en: 'Whether the certificate {subject} was revoked cannot be checked: nothing here that its issuer signed says so for {at}.',
    zh: '无法核验证书 {subject} 是否已被吊销：没有其签发者就 {at} 签署的吊销信息。',
  },
  timestamp_before_capture: {
    en: 'The timestamp ({at}) is earlier than the end of the capture ({finishedAt}).',
    zh: '时间戳（{at}）早于采集结束时间（{finishedAt}）。',
  },
  timestamp_before_manifest: {
    en: 'The timestamp ({at}) is earlier than the manifest ({createdAt}).',
    zh: '时间戳（{at}）早于清单制作时间（{createdAt}）。',
  },
  timestamp_after_manifest: {
    en: 'The timestamp ({at}) is more than a day later than the manifest says that it was made ({createdAt}).',
    zh: '时间戳（{at}）比清单所载制作时间（{createdAt}）晚一日以上。',
  },
  ledger_malformed: { en: 'The extract of the ledger is not well-formed: {why}.', zh: '存证链摘录格式有误：{why}。' },
  ledger_entry_changed: {
    en: 'Entry {sequence} of the ledger was changed: it does not give its hash.',
    zh: '存证链第 {sequence} 条已被改动，与其哈希不符。',
  },
  ledger_not_included: {
    en: 'Entry {sequence} is not proven to be in the ledger.',
    zh: '第 {sequence} 条未被证明在存证链中。',
  },
  ledger_head_mismatch: { en: 'The head of the ledger is not right: {why}.', zh: '存证链链头不符：{why}。' },
  ledger_record_unknown: {
    en: 'The ledger has no entry for this capture with the hash of its record.',
    zh: '存证链中没有本次采集及其采集记录哈希的条目。',
  },
  ledger_decision_unknown: { en: 'The ledger has no entry for {what}.', zh: '存证链中没有以下事项的条目：{what}。' },
  package_order_mismatch: {
    en: 'The order of this package in the ledger is of another number, posting or capture, or by another person.',
    zh: '存证链中本包的制作指令与包号、招聘信息、采集或申请人不符。',
  },
  posting_mismatch: {
    en: 'evidence/posting.json holds other words than the verdict has the hash of.',
    zh: 'evidence/posting.json 所载文字与研判所对应的哈希不符。',
  },
  ledger_custody_unknown: {
    en: 'The custody log names entry {sequence}, which the ledger does not have with that hash.',
    zh: '保管记录所引第 {sequence} 条与存证链不符。',
  },
  custody_malformed: { en: 'The custody log is not well-formed: {why}.', zh: '保管记录格式有误：{why}。' },
  decisions_malformed: { en: 'The decisions are not well-formed: {why}.', zh: '复核与核实记录格式有误：{why}。' },
  ledger_fork: {
    en: 'The chain of the ledger breaks at entry {sequence}.',
    zh: '存证链在第 {sequence} 条处断开或分叉。',
  },
  ledger_seal_wrong: {
    en: 'The sealed head of {size} entries does not fit: {why}.',
    zh: '含 {size} 条的封存点不符：{why}。',
  },
  ledger_seal_missing: {
    en: 'No sealed head of the ledger with the timestamp of an authority reaches up to the order of this package.',
    zh: '没有带时间戳、且涵盖本包制作指令的存证链封存点。',
  },
  record_attested_late: {
    en: 'The capture’s own time is attested by nobody before {at}, {hours} hours after it is said to have ended ({finishedAt}).',
    zh: '在 {at} 之前没有任何第三方证明采集时间；该时间比所载采集结束时间（{finishedAt}）晚 {hours} 小时。',
  },
  record_unattested: {
    en: 'No timestamp of an authority covers the entry of the capture in the ledger: nobody outside attests when it was made.',
    zh: '没有任何机构的时间戳涵盖本次采集的存证链条目：采集时间没有第三方证明。',
  },
  package_series_gap: {
    en: 'This is package {number} of its posting, and not all of the packages before it are named.',
    zh: '本包为该信息的第 {number} 个证据包，此前各包未全部列明。',
  },
  record_malformed: { en: 'The capture record is not well-formed: {why}.', zh: '采集记录格式有误：{why}。' },
  record_files_mismatch: {
    en: 'The capture record and the manifest disagree about {member}.',
    zh: '采集记录与清单关于 {member} 的记载不一致。',
  },
  record_mismatch: { en: 'The capture record is of something else: {why}.', zh: '采集记录对应的是其他对象：{why}。' },
  record_backdated: {
    en: 'The times of the record cannot be right: {why}.',
    zh: '采集记录所载时间不可能属实：{why}。',
  },
  standing_unfounded: {
    en: 'It claims to be evidence, but two different officers have not each confirmed the capture in a session of their own.',
    zh: '自称为证据，但没有两名不同执法人员分别登录核实的记录。',
  },
  warc_missing: { en: 'The web archive is missing.', zh: '缺少网页存档（WARC）。' },
  warc_digest_wrong: {
    en: 'The web archive does not agree with its digests: {why}.',
    zh: '网页存档与其内部摘要不符：{why}。',
  },
  datapackage_mismatch: {
    en: 'datapackage.json does not agree with the files: {why}.',
    zh: 'datapackage.json 与文件不符：{why}。',
  },
  checker_failed: {
    en: 'The check itself failed, which says nothing about the package: {why}.',
    zh: '核验程序自身出错，不代表证据包有误：{why}。',
  },
} as const satisfies Record<string, Words>;
export type ReasonCode = keyof typeof reasons;

/** What is said of a check that passed. */
export const passes = {
  archive: { en: '{members} files, {bytes} bytes.', zh: '{members} 个文件，共 {bytes} 字节。' },
  manifest: {
    en: 'Package {packageId}, number {number}, made {createdAt} by {organisation}.',
    zh: '证据包 {packageId}，第 {number} 号，{organisation} 于 {createdAt} 制作。',
  },
  members: {
    en: 'All {members} files are there, unchanged, and none beside them.',
    zh: '清单所列 {members} 个文件齐全且未改动，无多余文件。',
  },
  signature: { en: 'Ed25519, key {key}.', zh: 'Ed25519，密钥 {key}。' },
  signer: { en: 'Introduced by entry {sequence} on {at}.', zh: '由第 {sequence} 条于 {at} 登记。' },
  seal: { en: '{members} files are sealed by the same key.', zh: '同一密钥封签了 {members} 个文件。' },
  timestamp_revocation_checked: {
    en: '{authority}: {subject} attests {at}; its certificate leads to an authority that you trust and was not revoked.',
    zh: '{authority}：{subject} 证明时间为 {at}；其证书可追溯至您信任的机构且未被吊销。',
  },
  timestamp_without_revocation: {
    en: '{authority}: {subject} attests {at}; its certificate leads to an authority that you trust and names no place that would say whether it was revoked.',
    zh: '{authority}：{subject} 证明时间为 {at}；其证书可追溯至您信任的机构，证书未载明吊销信息的查询处。',
  },
  timestamp_none_intended: {
    en: 'The package names no timestamp authority: nobody outside attests when it was made.',
    zh: '本包未约定时间戳机构：没有第三方证明其制作时间。',
  },
  ledger: { en: '{entries} entries, head {size}.', zh: '摘录 {entries} 条，链头为第 {size} 条。' },
  ledger_record: {
    en: 'Entry {sequence} of {at}, {seconds} seconds after the capture ended.',
    zh: '第 {sequence} 条，{at}，采集结束后 {seconds} 秒。',
  },
  ledger_decisions: {
    en: '{reviews} reviews, {confirmations} confirmations.',
    zh: '复核 {reviews} 次，核实 {confirmations} 次。',
  },
  ledger_custody: { en: '{lines} lines.', zh: '{lines} 行。' },
  ledger_seals: {
    en: '{seals} sealed heads, {timestamps} timestamps.',
    zh: '封存点 {seals} 个，时间戳 {timestamps} 个。',
  },
  capture_attested: {
    en: 'Attested since {at}, {hours} hours after the capture ended ({finishedAt}).',
    zh: '自 {at} 起有第三方证明，距采集结束（{finishedAt}）{hours} 小时。',
  },
  capture_unattested: {
    en: 'Nobody outside attests when the capture was made: its time is what its maker says.',
    zh: '没有第三方证明采集时间，仅有制作机关自己的记载。',
  },
  ledger_series: { en: '{count} packages before this one.', zh: '此前有 {count} 个证据包。' },
  record: {
    en: '{files} files; captured {startedAt} to {finishedAt}.',
    zh: '{files} 个文件；采集时间 {startedAt} 至 {finishedAt}。',
  },
  standing_clue: { en: 'A clue: not yet confirmed by two officers.', zh: '线索：尚未经两名执法人员核实。' },
  standing_evidence: {
    en: 'Evidence: confirmed by {first} and {second}.',
    zh: '证据：经 {first}、{second} 分别核实。',
  },
  warc: { en: '{records} records.', zh: '{records} 条存档记录。' },
  datapackage: { en: '{resources} files.', zh: '{resources} 个文件。' },
  checksums: { en: 'All are right.', zh: '全部正确。' },
} as const satisfies Record<string, Words>;
export type PassName = keyof typeof passes;

/** A sentence with its values in their places; in Chinese, times are those of Beijing. */
export function say(words: Words, language: Language, values: Readonly<Record<string, string>> = {}): string {
  return words[language].replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return language === 'zh' ? inBeijing(value) : value;
  });
}

/** China has one time zone, eight hours ahead of UTC, without summer time since 1992. */
function inBeijing(value: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return value;
  const time = new Date(Date.parse(value) + 8 * 3_600_000);
  return `北京时间 ${time.toISOString().slice(0, 19).replace('T', ' ')}`;
}
