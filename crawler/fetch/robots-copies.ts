/** What robots.txt of one origin said at one time: evidence of why pages were or were not fetched, and shared by all workers. */
export interface RobotsCopy {
  /** `https://jobs.example.com`, with a port where it is not the scheme's own. */
  origin: string;
  /** `absent`: a 4xx answer, so all is allowed. `unreachable`: no answer that can be used, so nothing is. */
  outcome: 'rules' | 'absent' | 'unreachable';
  /** The part that is parsed, without NUL characters (which PostgreSQL does not keep); empty without rules. */
  text: string;
  /** Where the rules came from, or why there are none, as a sentence. */
  detail: string;
  fetchedAt: Date;
  /** From then on robots.txt is asked for again. */
  expiresAt: Date;
}

/** Keeps the copies for all workers. Whoever runs the crawler passes it in. */
export interface RobotsCopies {
  /** The copy of an origin that was fetched last, expired or not. */
  newest(origin: string): Promise<RobotsCopy | undefined>;
  keep(copy: RobotsCopy): Promise<void>;
}

/** For a crawl that leaves no record, such as an operator's trial of a platform file. */
export const noRobotsCopies: RobotsCopies = { newest: async () => undefined, keep: async () => undefined };
