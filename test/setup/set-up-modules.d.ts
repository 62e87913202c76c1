/**
 * What the tests use of scripts/setup, which is plain JavaScript because it runs before TypeScript is installed.
 */
type SetUpRunProgram = (program: string, args: readonly string[], options?: object) => Promise<void>;

interface SetUpStep {
  name: string;
  isFresh(): boolean;
  run(run: SetUpRunProgram): Promise<void>;
  mayFail?: boolean;
}

type SetUpPart = 'chromium' | 'fonts' | 'redis' | 'openssl' | 'poppler';

interface SetUpMachine {
  root: string;
  platform: string;
  osRelease: string | null;
  isRoot: boolean;
  env: Record<string, string | undefined>;
  fileSystem: string;
}

declare module '*/scripts/setup/node-version.mjs' {
  export function nodeVersionProblem(version: string): string | null;
}

declare module '*/scripts/setup/fingerprint.mjs' {
  export function filesBelow(root: string, folders: readonly string[], wanted?: (path: string) => boolean): string[];
  export function fingerprint(root: string, paths: readonly string[], words?: readonly string[]): string;
}

declare module '*/scripts/setup/stamped-step.mjs' {
  export type Step = SetUpStep;
  export function stampedStep(parts: {
    name: string;
    stamp: string;
    inputs: () => string;
    outputs: () => readonly string[];
    make: (run: SetUpRunProgram) => Promise<void>;
  }): SetUpStep;
}

declare module '*/scripts/setup/make-fresh.mjs' {
  export function makeFresh(
    steps: readonly SetUpStep[],
    options: { root: string; lock: string; signal: AbortSignal; write: (text: string) => void },
  ): Promise<boolean>;
}

declare module '*/scripts/setup/command-line.mjs' {
  export function commandLine(root: string): SetUpStep;
}

declare module '*/scripts/setup/page.mjs' {
  export function page(root: string): SetUpStep;
}

declare module '*/scripts/setup/dependencies.mjs' {
  export function isInstalled(root: string): boolean;
}

declare module '*/scripts/setup/set-up-lock.mjs' {
  export function acquireSetUpLock(
    folder: string,
    options?: { onWait?: (pid: string) => void; signal?: AbortSignal },
  ): Promise<{ alsoHeldBy(pid: number): void; release(): void }>;
}

declare module '*/scripts/setup/install-command.mjs' {
  export type Part = SetUpPart;
  export function systemOf(platform: string, osRelease: string | null): string;
  export function installCommand(system: string, parts: readonly SetUpPart[], isRoot: boolean): string | null;
}

declare module '*/scripts/setup/system-parts.mjs' {
  export type Machine = SetUpMachine;
  export function missingParts(machine: SetUpMachine, forTests: boolean): SetUpPart[];
}

declare module '*/scripts/setup/set-up.mjs' {
  export function setUp(options: {
    forTests: boolean;
    signal: AbortSignal;
    machine: SetUpMachine;
    steps: readonly SetUpStep[];
    write: (text: string) => void;
  }): Promise<number>;
}
