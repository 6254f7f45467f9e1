export interface Flag {
  name: string;
  on: boolean;
  allow: string[];
  deny: string[];
  percent: number;
  needs: string[];
}

/** The flags of one service. So far a flag is only on or off. */
export class FlagSet {
  private flags: Map<string, Flag>;

  constructor(flags: Flag[]) {
    this.flags = new Map(flags.map((flag) => [flag.name, flag]));
  }

  /** Whether the user gets the feature. */
  isOn(name: string, user: string): boolean {
    const flag = this.flags.get(name);
    return flag !== undefined && flag.on;
  }
}
