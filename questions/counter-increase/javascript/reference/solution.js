/** Sum up how much a counter grew in each stretch of time. */
export function increase(samples, width) {
  if (width < 1) {
    throw new RangeError('a stretch lasts at least a second');
  }
  const stretches = [];
  for (let i = 1; i < samples.length; i++) {
    const [before, old] = samples[i - 1];
    const [time, value] = samples[i];
    if (time <= before) {
      throw new Error(`the sample at ${time} comes after one at ${before}`);
    }
    const growth = value >= old ? value - old : value;
    if (growth === 0) {
      continue;
    }
    const begin = time - (time % width);
    const last = stretches.at(-1);
    if (last !== undefined && last[0] === begin) {
      last[1] += growth;
    } else {
      stretches.push([begin, growth]);
    }
  }
  return stretches;
}

// interviewlm-canary-7910e0f42d
