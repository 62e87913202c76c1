/** Provincial units without their title. */
export const provinces: readonly string[] =
  '北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门'.split(
    ' ',
  );

/**
 * Cities that companies name without 市: the seats of provinces and what is under 湖北's own administration or of a million people.
 * Others are known by their 市.
 */
export const cities: readonly string[] =
  `石家庄 太原 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 郑州 武汉 长沙 广州 海口 成都 贵阳 昆明 西安 兰州 西宁 呼和浩特 南宁 拉萨 银川 乌鲁木齐
  黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架
  深圳 青岛 大连 宁波 厦门 苏州 无锡 常州 徐州 南通 扬州 盐城 镇江 泰州 温州 嘉兴 绍兴 金华 台州 湖州 芜湖 蚌埠 泉州 漳州 赣州 九江 烟台 潍坊 临沂
  淄博 济宁 洛阳 新乡 南阳 开封 株洲 湘潭 衡阳 岳阳 常德 佛山 东莞 珠海 中山 惠州 汕头 江门 湛江 柳州 桂林 三亚 绵阳 德阳 宜宾 泸州 南充 遵义 曲靖
  咸阳 宝鸡 渭南 唐山 保定 邯郸 廊坊 沧州 大同 包头 鞍山 吉林 大庆 齐齐哈尔`.split(/\s+/);
