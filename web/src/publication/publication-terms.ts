import type { PublicationKind, PublicationState } from '../../../contracts/api/publications.js';

export const kindNames: Readonly<Record<PublicationKind, string>> = {
  penalty: '行政处罚决定',
  bad_conduct: '不良行为记录',
  blacklist: '黑名单',
  typical_case: '典型案例',
};

export const stateNames: Readonly<Record<PublicationState, string>> = {
  prepared: '待批准',
  approved: '已批准，未到公示日',
  out: '公示中',
  ended: '公示期满',
  taken_down: '已撤下',
  set_aside: '依据已撤销，停止公示',
};
