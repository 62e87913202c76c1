import type { Penalty } from '../cases/step-facts.js';

/** Penalties as a decision words them. */
export const penaltyNames: Readonly<Record<Penalty['kind'], string>> = {
  fine: '罚款',
  confiscation: '没收违法所得',
  revocation: '吊销人力资源服务许可证',
  closure: '责令停止职业中介活动',
};
