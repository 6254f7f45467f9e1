/** Collects the growth of each sample, then asks every stretch for what falls into it. */
export function increase(samples, width) {
  if (width < 1) {
    throw new RangeError('a stretch lasts at least a second');
  }
  const grown = [];
  for (let i = 1; i < samples.length; i++) {
    const [before, old] = samples[i - 1];
    const [time, value] = samples[i];
    if (time <= before) {
      throw new Error('samples are in the order of time');
    }
    grown.push([time, value >= old ? value - old : value]);
  }
  const stretches = [];
  const end = grown.length > 0 ? grown[grown.length - 1][0] : -1;
  for (let begin = 0; begin <= end; begin += width) {
    const inside = grown.filter(([time]) => time >= begin && time < begin + width);
    const growth = inside.reduce((sum, [, amount]) => sum + amount, 0);
    if (growth > 0) {
      stretches.push([begin, growth]);
    }
  }
  return stretches;
}
