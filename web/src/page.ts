import type { ComponentType, LazyExoticComponent } from 'react';
import type { Role } from '../../contracts/roles.js';

/** A page of the application: where it is, who may open it, and what the navigation calls it. */
export interface Page {
  readonly path: string;
  readonly roles: readonly Role[];
  /** Absent: it is reached from another page. */
  readonly name?: string;
  /** The menu of the navigation that it is in, where that is not the navigation itself. */
  readonly group?: string;
  readonly component: LazyExoticComponent<ComponentType>;
}
