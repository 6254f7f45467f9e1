/** A payment: its reference and its amount, both as they stand in the export. */
export type Row = [reference: string, amount: string];

/** What does not agree, each list sorted by reference, then by cents. */
export interface Report {
  only_ours: [reference: string, cents: number][];
  only_theirs: [reference: string, cents: number][];
  differs: [reference: string, ourCents: number, theirCents: number][];
}

/** Find what does not agree between two exports. */
export function reconcile(ours: Row[], theirs: Row[]): Report {
  throw new Error('not implemented');
}
