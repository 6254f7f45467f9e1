export interface Alert {
  minute: number;
  severity: string;
  team: string;
  acked: boolean;
  repeats: number;
}

/**
 * Decide who hears of each alert.
 *
 * @param alerts list of { minute, severity, team, acked, repeats }
 * @returns "page:NAME", "chat:NAME", "mail:NAME" or "drop" for each
 */
export function route(alerts: Alert[]): string[] {
  const result: string[] = [];
  for (const alert of alerts) {
    if (alert.acked) {
      if (alert.severity === 'critical') {
        if (alert.repeats >= 3) {
          result.push('page:lead');
        } else {
          result.push('drop');
        }
      } else {
        result.push('drop');
      }
    } else {
      if (alert.severity === 'critical') {
        if (alert.team !== '') {
          result.push('page:' + alert.team);
        } else {
          result.push('page:lead');
        }
      } else if (alert.severity === 'error') {
        const day = Math.floor(alert.minute / 1440) % 7;
        const hour = Math.floor((alert.minute % 1440) / 60);
        if (day < 5 && hour >= 9 && hour < 17) {
          if (alert.team !== '') {
            result.push('chat:' + alert.team);
          } else {
            result.push('chat:ops');
          }
        } else {
          if (alert.repeats >= 5) {
            if (alert.team !== '') {
              result.push('page:' + alert.team);
            } else {
              result.push('page:lead');
            }
          } else {
            if (alert.team !== '') {
              result.push('mail:' + alert.team);
            } else {
              result.push('mail:ops');
            }
          }
        }
      } else if (alert.severity === 'warning') {
        if (alert.repeats >= 10) {
          if (alert.team !== '') {
            result.push('chat:' + alert.team);
          } else {
            result.push('chat:ops');
          }
        } else {
          const day = Math.floor(alert.minute / 1440) % 7;
          const hour = Math.floor((alert.minute % 1440) / 60);
          if (day < 5 && hour >= 9 && hour < 17) {
            if (alert.team !== '') {
              result.push('mail:' + alert.team);
            } else {
              result.push('mail:ops');
            }
          } else {
            result.push('drop');
          }
        }
      } else if (alert.severity === 'info') {
        result.push('drop');
      } else {
        throw new Error('unknown severity ' + alert.severity);
      }
    }
  }
  return result;
}
