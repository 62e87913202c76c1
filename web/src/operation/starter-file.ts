/** With what a new platform file begins: each key that one needs, with what it is for. */
export const starterFile = `# 平台编号：小写字母、数字和连字符，保存后不能改变
id: my-platform
name: 平台名称
# 采集从这些列表页开始
entry:
  - https://jobs.example.com/list?page=1
# 取页方式：http 直接下载，browser 用浏览器打开；不写则自动比较
fetch: http
pace:
  # 同一主机两次请求之间的最短间隔（毫秒）
  gapMilliseconds: 3000
limits:
  # 每次采集的页数上限
  pages: 500
list:
  from: html
  # 列表中每条信息的元素（CSS 选择器）
  item: li.job
  fields:
    url: a@href
    title: a
  # 下一页的链接
  next: a.next@href
detail:
  from: html
  fields:
    title: h1
    company: .company
    salary: .salary
    text: .description
`;
