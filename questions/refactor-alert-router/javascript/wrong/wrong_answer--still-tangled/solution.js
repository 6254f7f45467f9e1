/**
 * Decide who hears of each alert, with the office hours in a function of their own.
 *
 * @param alerts list of { minute, severity, team, acked, repeats }
 * @returns "page:NAME", "chat:NAME", "mail:NAME" or "drop" for each
 */
export function route(alerts) {
  const result = [];
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
        if (inOffice(alert.minute)) {
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
          if (inOffice(alert.minute)) {
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

function inOffice(minute) {
  const hour = Math.floor((minute % 1440) / 60);
  return Math.floor(minute / 1440) % 7 < 5 && hour >= 9 && hour < 17;
}
