/** Why work failed, and what a person can do about it. */
export interface FailureReason {
  readonly reason: string;
  readonly advice: string;
}

const reasons: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  // The platform's answers
  gone: ['页面已不存在（404 或 410）', '信息可能已下架，通常无需处理；若整批如此，请检查网址写法。'],
  client_error: ['平台拒绝了请求（4xx）', '请用浏览器打开示例网址核对；若需登录或验证，该页不能采集。'],
  server_error: ['平台服务器出错（5xx）', '多为平台临时故障，已自动重试；稍后可重新执行。'],
  unexpected_status: ['平台返回了意外的状态码', '请打开示例网址核对平台是否改版。'],
  asked_to_wait: [
    '平台要求稍后再来（429 或 Retry-After）',
    '到时自动继续；若反复出现，请在平台文件中加大间隔（pace）。',
  ],
  overloaded: ['平台响应过慢，正在放慢采集', '自动继续；可改在非高峰时段采集。'],
  timed_out: ['超过了时限', '可能是平台缓慢或页面过大；可重新执行，或加大 limits.seconds。'],
  connection_failed: ['连接失败', '请确认平台是否在线、本机网络是否正常，然后重新执行。'],
  name_unresolved: ['域名无法解析', '请核对网址；若平台已换域名，请修改平台文件。'],
  certificate_invalid: ['平台的 TLS 证书无效', '无法确认对方身份，不予采集；请待平台更换证书后重新执行。'],
  redirect_loop: ['页面不停跳转', '请用浏览器核对；可能需要浏览器方式（fetch: browser）。'],
  body_damaged: ['收到的内容不完整', '已自动重试；若反复出现，请重新执行。'],
  body_too_large: ['页面超过大小上限', '如确需采集，请加大平台文件的 limits.megabytes。'],
  blob_too_large: ['内容超过存储上限', '该页不能采集。'],
  not_a_page: ['收到的不是网页', '网址可能指向文件；请检查平台文件的网址字段。'],
  unknown_encoding: ['无法识别文字编码', '请在平台文件中写明 encoding。'],
  // What the page shows
  list_empty: ['列表页没有读出任何条目', '版式可能已改变：请查看采集件，修改 list.item 后重新执行。'],
  no_posting: ['详情页没有读出招聘信息', '版式可能已改变：请查看采集件，修改 detail 后重新执行。'],
  absent: ['页面上已没有这条招聘信息', '信息可能已下架，无需处理。'],
  captcha: ['平台要求输入验证码', '不得绕过验证；请加大间隔或改时段，稍后重新执行。'],
  login_required: ['平台要求登录', '采集从不登录；该页不能采集。'],
  page_too_complex: ['页面过于复杂，读取超时', '请查看采集件；可能是恶意或损坏的页面。'],
  // Rules
  robots_disallowed: ['平台的 robots.txt 不允许采集', '请勿绕过；确有执法需要的，由主管依法授权另定采集依据。'],
  robots_unreachable: ['取不到平台的 robots.txt，按规则不采集', '请待平台恢复后重新执行。'],
  address_refused: ['网址指向内部或受限地址，按规则不采集', '多为平台链接有误；内网平台须由管理员在部署设置中放行。'],
  url_refused: ['网址不符合采集规则', '请检查平台文件的网址字段。'],
  redirect_elsewhere: ['举报的网址跳转到平台以外，按规则不采集', '请由执法人员核实该网址。'],
  bad_url: ['网址写法有误', '请检查平台文件的网址字段。'],
  cancelled: ['批次取消时尚未采集', '需要时可重新执行，批次即继续。'],
  browser_missing: ['需要浏览器而本机未安装 Chromium', '请管理员运行安装命令后重新执行。'],
  // This machine
  browser_failed: ['浏览器出错', '已自动重试；若反复出现，请检查内存与 Chromium。'],
  blob_missing: ['存储中缺少该采集件', '请立即通知管理员核查存储。'],
  blob_corrupt: ['采集件与其哈希值不符', '请立即通知管理员核查存储。'],
  blob_store_away: ['存储服务暂时不可用', '恢复后自动继续；请管理员检查存储。'],
  conflict: ['数据库写入冲突', '自动重试，无需处理。'],
  database_busy: ['数据库繁忙', '自动重试，无需处理。'],
  timestamp_failed: ['时间戳机构没有给出有效的时间戳', '自动重试；若反复出现，请管理员检查时间戳机构设置。'],
  subject_missing: ['要处理的对象已不在记录中', '可能已按保存期限删除，无需处理。'],
  defect: ['程序缺陷', '请把下方原始信息报告给管理员；修复后可重新执行。'],
};

export function failureReason(code: string): FailureReason {
  const [reason, advice] = reasons[code] ?? [`其他原因（${code}）`, '请查看原始信息；可重新执行一次。'];
  return { reason, advice };
}
