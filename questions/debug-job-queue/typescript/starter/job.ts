/** A job as it is given, and how often it has been tried. */
export interface Job {
  name: string;
  priority: number;
  ready_at: number;
  outcomes: string;
  attempt: number;
}
