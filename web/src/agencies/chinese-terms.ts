import type {
  AgencyDecisionKind,
  AgencyStanding,
  MatchGround,
  RiskFact,
  StandingGround,
} from '../../../contracts/api/agencies.js';

export const standingName: Record<AgencyStanding, string> = {
  licensed: '许可有效',
  expired: '许可过期',
  unlicensed: '无许可',
  unknown: '许可待核实',
};

export const standingGroundName: Record<StandingGround, string> = {
  decided: '人工认定',
  register: '许可名录',
  licensed_since: '认定无许可之后取得许可',
  not_in_register: '名录中没有找到，尚未认定',
  no_register: '尚未导入许可名录',
};

export const decisionName: Record<AgencyDecisionKind, string> = {
  same_as: '认定为同一机构',
  different_from: '认定为不同机构',
  licensed: '认定有许可',
  unlicensed: '认定无许可',
};

export const matchGroundName: Record<MatchGround, string> = {
  credit_code: '统一社会信用代码相同',
  same_name: '名称相同（仅写法不同）',
  near_name: '名称相近',
};

export const riskFactName: Record<RiskFact, string> = {
  confirmed: '确认违规信息',
  campaigns: '串联广告',
  relistings: '删后重发',
  orders: '以往责令改正',
  penalties: '以往处罚决定',
};

export const licenceStatusName = { valid: '有效', revoked: '吊销', cancelled: '注销' } as const;
