const RULES = new Map([
  ['critical', page],
  ['error', error],
  ['warning', warning],
  ['info', () => 'drop'],
]);

/** Decide who hears of each alert. */
export function route(alerts) {
  return alerts.map(routeOne);
}

function routeOne(alert) {
  if (alert.acked) {
    const stillBad = alert.severity === 'critical' && alert.repeats >= 3;
    return stillBad ? 'page:lead' : 'drop';
  }
  const rule = RULES.get(alert.severity);
  if (rule === undefined) {
    throw new Error(`unknown severity ${alert.severity}`);
  }
  return rule(alert);
}

function error(alert) {
  if (inOffice(alert)) {
    return tell('chat', alert);
  }
  return alert.repeats >= 5 ? page(alert) : tell('mail', alert);
}

function warning(alert) {
  if (alert.repeats >= 10) {
    return tell('chat', alert);
  }
  return inOffice(alert) ? tell('mail', alert) : 'drop';
}

function page(alert) {
  return `page:${alert.team || 'lead'}`;
}

function tell(channel, alert) {
  return `${channel}:${alert.team || 'ops'}`;
}

function inOffice(alert) {
  const day = Math.floor(alert.minute / 1440) % 7;
  const minute = alert.minute % 1440;
  return day < 5 && minute >= 9 * 60 && minute < 17 * 60;
}

// interviewlm-canary-03839f6736
