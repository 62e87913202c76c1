/** A key of the work screen and what it does, for the buttons and the help. */
interface WorkKey {
  readonly keys: readonly string[];
  readonly does: string;
}

/** Everything that can be done on the work screen, by the key that does it. */
export const workKeys: readonly { readonly group: string; readonly keys: readonly WorkKey[] }[] = [
  {
    group: '决定',
    keys: [
      { keys: ['y'], does: '确认，转下一条' },
      { keys: ['n', '1–6'], does: '排除，按数字选理由，转下一条' },
      { keys: ['m'], does: '待补充，转下一条' },
      { keys: ['c'], does: '选择类别与法律依据' },
      { keys: ['b'], does: '查看近似广告，决定一并适用' },
      { keys: ['t'], does: '写备注' },
      { keys: ['s'], does: '跳过，交还队列' },
      { keys: ['z'], does: '撤销上一条决定' },
    ],
  },
  {
    group: '阅读',
    keys: [
      { keys: ['1–9'], does: '定位第几处依据' },
      { keys: ['j', 'k'], does: '下一处、上一处依据' },
      { keys: ['p', 'o'], does: '下一个、上一个资料页' },
      { keys: ['g'], does: '采集件：截图与页面存档' },
      { keys: ['x'], does: '显示完整联系方式（记入存证链）' },
    ],
  },
  {
    group: '其他',
    keys: [
      { keys: ['Esc'], does: '收起面板；再按返回队列' },
      { keys: ['?'], does: '显示或关闭本页按键' },
    ],
  },
];
