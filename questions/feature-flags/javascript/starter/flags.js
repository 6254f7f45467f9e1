/** The flags of one service. So far a flag is only on or off. */
export class FlagSet {
  flags;

  constructor(flags) {
    this.flags = new Map(flags.map((flag) => [flag.name, flag]));
  }

  /** Whether the user gets the feature. */
  isOn(name, user) {
    const flag = this.flags.get(name);
    return flag !== undefined && flag.on;
  }
}
