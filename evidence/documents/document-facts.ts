import { z } from 'zod';

const words = (gives: string) => z.string().describe(gives);
const condition = (gives: string) => z.boolean().describe(gives);

const hashes = {
  SHA256: words('SHA-256，十六进制'),
  SM3: words('SM3（GB/T 32905），十六进制'),
  哈希值: words('SHA-256 和 SM3 各占一行'),
};

const officer = z.strictObject({
  序号: words('一、二'),
  姓名: words('核实采集件的执法人员；尚未核实的为空白线'),
  执法证号: words('没有登记的为空白线'),
  职务: words('系统中的角色'),
  核实时间: words('在本人会话中核实的时间'),
  核实意见: words('核实时所写的意见'),
});

const step = z.strictObject({
  序号: words('从 1 起'),
  时间: words('到秒'),
  内容: words('做了什么'),
  网址: words('所访问的网址'),
  正文SHA256: words('所收到的正文的 SHA-256'),
});

const redirect = z.strictObject({
  序号: words('从 1 起'),
  网址: words('跳转前的网址'),
  状态码: words('HTTP 状态码'),
  去向: words('跳转到的网址'),
});

const failedResource = z.strictObject({ 网址: words('未取得的资源'), 原因: words('未取得的原因') });

const file = z.strictObject({
  序号: words('从 1 起'),
  文件名: words('在证据包中的路径'),
  说明: words('文件是什么'),
  类型: words('媒体类型'),
  大小: words('字节数'),
  ...hashes,
});

const change = z.strictObject({
  项目: words('标题、正文等'),
  线索所见: words('线索中的内容'),
  本次所见: words('本次采集的内容'),
});

const review = z.strictObject({
  阶段: words('复核、二次复核'),
  结论: words('确认涉嫌违法、排除、需要补充'),
  类别: words('所认定的类别'),
  复核人: words('姓名'),
  执法证号: words('没有登记的为空白线'),
  职务: words('系统中的角色'),
  时间: words('作出结论的时间'),
  意见: words('复核意见'),
});

const reasonOfVerdict = z.strictObject({
  序号: words('从 1 起'),
  项目: words('出现在标题、正文等何处'),
  原文: words('招聘信息中的原文'),
  说明: words('为什么可疑'),
});

const article = z.strictObject({
  序号: words('从 1 起'),
  法名: words('法律、法规、规定的全称，不带书名号'),
  条: words('如“第二十七条”'),
  全文: words('该条全文'),
  出处: words('通过、公布、修正的情况'),
  文本时间: words('文本核对的时间'),
  有适用条件: condition('该条只在一定条件下适用'),
  适用条件: words('在什么条件下适用；没有条件的写“无”'),
});

/**
 * What the names in a template give. The keys are the names, in Chinese, because the people who edit templates read them; the
 * descriptions are those of docs/documents.zh-CN.md. Every value is text that is ready to print.
 */
export const documentFactsShape = z.strictObject({
  空白: words('空白线，供手写'),
  机关名称: words('制作文书的机关'),
  收文机关: words('移送给哪个机关；未定的为空白线'),
  文号: words('未定的为空白'),
  文书日期: words('证据包生成之日'),
  案由: words('“涉嫌”加类别；没有类别的为“招聘信息待核查”；复核已排除的为“经复核排除”'),
  证据包编号: words('证据包的标识'),
  证据包序号: words('该招聘信息的第几个证据包'),
  证据包生成时间: words('北京时间，到秒'),
  性质: words('线索或者证据'),
  性质说明: words('为什么是线索或者证据，一句话'),
  是证据: condition('两名执法人员已分别核实采集件'),
  是线索: condition('尚未经两名执法人员核实'),

  线索编号: words('线索或者案件编号'),
  采集编号: words('采集件的标识'),
  采集方式: words('全量采集'),
  采集原因: words('为什么采集'),
  采集指令编号: words('采集指令的标识'),
  采集指令时间: words('下达采集指令的时间'),
  采集指令人: words('姓名和执法证号；系统自动下达或者未指明的照此写明'),
  采集开始时间: words('北京时间，到秒'),
  采集结束时间: words('北京时间，到秒'),
  采集依据: words('robots.txt 许可或者所引用的决定'),
  证明对象: words('采集件证明什么'),

  执法人员: z.array(officer).describe('两名执法人员，总是两项'),
  有见证人: condition('有见证人'),
  见证人: words('见证人姓名；没有见证人的写“无”'),
  无见证人原因: words('没有见证人的原因'),

  时钟来源: words('系统时钟的来源'),
  时钟同步: words('是否与时间服务器同步'),
  时钟偏差: words('与时间戳机构相比的偏差'),

  页面标题: words('网页的标题'),
  招聘单位: words('页面所示的招聘单位'),
  发布机构: words('页面所示的人力资源服务机构'),
  统一社会信用代码: words('发布机构的代码'),
  许可证编号: words('人力资源服务许可证编号'),
  备案号: words('页面所示的 ICP 备案号'),
  信息编号: words('平台给该招聘信息的编号'),
  信息网址: words('该招聘信息的网址'),
  平台名称: words('招聘平台'),
  平台版本: words('平台文件的版本和 SHA-256'),

  步骤: z.array(step).describe('从列表页到详情页，按顺序'),
  请求网址: words('本次采集请求的网址'),
  最终网址: words('跳转之后的网址'),
  有跳转: condition('发生过跳转'),
  跳转: z.array(redirect).describe('按顺序'),
  状态码: words('HTTP 状态码'),
  解析地址: words('域名解析得到的全部 IP 地址'),
  服务器地址: words('实际连接的 IP 地址和端口'),
  安全连接: words('TLS 协议、加密套件、证书有效期；未加密的照此写明'),
  资源数: words('网页所请求的资源数'),
  有未取得资源: condition('有资源没有取得'),
  未取得资源数: words('没有取得的资源数'),
  未取得资源: z.array(failedResource).describe('最多列前 20 项'),

  主机: words('采集所用的计算机'),
  操作系统: words('名称和版本'),
  采集工具: words('名称和版本'),
  运行环境: words('Node.js 版本'),
  浏览器: words('名称和版本；未使用的写“未使用浏览器”'),

  截图范围: words('整页，或者只含顶部多少像素'),
  文件数: words('采集件的文件数'),
  文件: z.array(file).describe('采集件的每个文件'),
  有存证链: condition('证据包中有存证链的节点'),
  存证链条数: words('生成证据包时存证链的条数'),
  存证链头: words('最后一条的哈希值'),
  存证链根: words('全部条目的默克尔树根'),

  有比对: condition('采集时与线索作过比对'),
  比对结论: words('一致、有变化、已下架、无法比对'),
  线索时间: words('线索所见的时间'),
  线索内容SHA256: words('线索内容的 SHA-256'),
  有变化: condition('有逐项列出的变化'),
  变化: z.array(change).describe('逐项的变化'),

  有复核: condition('有人工复核的记录'),
  复核: z.array(review).describe('按时间顺序'),
  已排除: condition('最后一次复核的结论是排除'),
  有研判理由: condition('研判列出了理由'),
  研判理由: z.array(reasonOfVerdict).describe('研判所依据的原文'),
  缺少要素: words('《人力资源市场暂行条例》第二十四条所列而页面未写明的要素'),

  有涉嫌条款: condition('按类别有可能违反的条款'),
  涉嫌条款: words('可能违反的条款，以顿号相连'),
  处理条款: words('查证属实后可以适用的条款和适用条件，以顿号相连'),
  程序条款: words('办理所依据的程序条款，以顿号相连'),
  证据条款: words('关于电子数据证据的条款，以顿号相连'),
  条款: z.array(article).describe('可能违反和可以适用的条款全文'),
});

/** What a document says. See `documentFactsShape`. */
export type DocumentFacts = z.infer<typeof documentFactsShape>;
