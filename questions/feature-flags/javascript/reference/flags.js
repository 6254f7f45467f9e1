import { bucket } from './bucket';

/** The flags of one service, checked once and asked often. */
export class FlagSet {
  flags = new Map();
  allow = new Map();
  deny = new Map();

  constructor(flags) {
    for (const flag of flags) {
      this.flags.set(flag.name, flag);
      this.allow.set(flag.name, new Set(flag.allow));
      this.deny.set(flag.name, new Set(flag.deny));
    }
    const done = new Set();
    for (const flag of flags) {
      this.refuseCircles(flag.name, new Set(), done);
    }
  }

  /** Whether the user gets the feature. */
  isOn(name, user) {
    return this.decide(name, user, new Map());
  }

  decide(name, user, known) {
    if (!known.has(name)) {
      known.set(name, this.byRules(name, user, known));
    }
    return known.get(name);
  }

  byRules(name, user, known) {
    const flag = this.flags.get(name);
    if (flag === undefined || !flag.on || this.deny.get(name).has(user)) {
      return false;
    }
    if (!flag.needs.every((need) => this.decide(need, user, known))) {
      return false;
    }
    return this.allow.get(name).has(user) || bucket(name, user) < flag.percent;
  }

  refuseCircles(name, path, done) {
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
