import type { VerificationReport } from '../../../contracts/evidence-package.js';

/** What each result means, for somebody who has to rely on it or to contest it. */
export const outcomes: Readonly<Record<VerificationReport['result'], { sentence: string; meaning: string }>> = {
  valid: {
    sentence: '有效：本证据包自签名以来未被改动，时间由第三方机构证明。',
    meaning:
      '包内每个文件都与签名时一致；您所信任的时间戳机构证明，签名在时间戳所载时间之前已经作出；采集、研判、复核、核实和制作各步骤均已记入存证链，且链条完整。该结论的前提是您提供的时间戳机构根证书来源可靠。',
  },
  'valid but untimestamped': {
    sentence: '有效，但没有时间戳：未被改动，形成时间仅有制作机关自己的记载。',
    meaning:
      '包内每个文件都与签名时一致，存证链完整；但制作时没有约定时间戳机构，没有第三方证明其形成时间。对形成时间有争议的，需要另行举证。',
  },
  'cannot be checked': {
    sentence: '无法核验：有一项或者多项无法得出结论，不能视为有效。',
    meaning:
      '已经完成的各项没有发现问题，但至少有一项缺少核验所需的材料。这不表示证据包有问题，也不能当作有效使用。最常见的原因是没有提供时间戳机构的根证书，或者缺少证书吊销信息；补齐后请重新核验。若指出采集时间在较晚时才有第三方证明，则此前的采集时间只有制作机关自己的记载，需要另行举证。',
  },
  'not valid': {
    sentence: '无效：至少有一项核验不通过。',
    meaning:
      '证据包与其签名、时间戳或者存证链的记载不符。可能是文件在传输中损坏，也可能被改动、替换或者伪造。在查明原因之前，不应将其作为未经改动的材料采信；可向制作机关索取原件后重新核验。',
  },
};
