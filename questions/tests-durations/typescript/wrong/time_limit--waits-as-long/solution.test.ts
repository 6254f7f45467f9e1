import { seconds } from './durations';

test('a duration lasts that long', async () => {
  const begin = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds('1m') * 1000));
  expect(performance.now() - begin).toBeGreaterThanOrEqual(60_000);
}, 90_000);
