import { bucket } from './bucket';

export interface Flag {
  name: string;
  on: boolean;
  allow: string[];
  deny: string[];
  percent: number;
  needs: string[];
}

/** The flags of one service, checked once and asked often. */
export class FlagSet {
  private flags = new Map<string, Flag>();
  private allow = new Map<string, Set<string>>();
  private deny = new Map<string, Set<string>>();

  constructor(flags: Flag[]) {
    for (const flag of flags) {
      this.flags.set(flag.name, flag);
      this.allow.set(flag.name, new Set(flag.allow));
      this.deny.set(flag.name, new Set(flag.deny));
    }
    const done = new Set<string>();
    for (const flag of flags) {
      this.refuseCircles(flag.name, new Set(), done);
    }
  }

  /** Whether the user gets the feature. */
  isOn(name: string, user: string): boolean {
    return this.decide(name, user, new Map());
  }

  private decide(name: string, user: string, known: Map<string, boolean>): boolean {
    if (!known.has(name)) {
      known.set(name, this.byRules(name, user, known));
    }
    return known.get(name)!;
  }

  private byRules(name: string, user: string, known: Map<string, boolean>): boolean {
    const flag = this.flags.get(name);
    if (flag === undefined || !flag.on || this.deny.get(name)!.has(user)) {
      return false;
    }
    if (!flag.needs.every((need) => this.decide(need, user, known))) {
      return false;
    }
    return this.allow.get(name)!.has(user) || bucket(name, user) < flag.percent;
  }

  private refuseCircles(name: string, path: Set<string>, done: Set<string>): void {
    const flag = this.flags.get(name);
    if (flag === undefined || done.has(name)) {
      return;
    }
    if (path.has(name)) {
      throw new Error(`${name} needs itself`);
    }
    path.add(name);
    for (const need of flag.needs) {
      this.refuseCircles(need, path, done);
    }
    path.delete(name);
    done.add(name);
  }
}

// interviewlm-canary-464edd50b6
