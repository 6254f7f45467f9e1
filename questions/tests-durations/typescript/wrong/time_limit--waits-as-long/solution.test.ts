import { seconds } from './durations';

test('a duration lasts that long', () => {
  const begin = Date.now();
  while (Date.now() - begin < seconds('1m') * 1000) {
    // Time goes by.
  }
  expect(Date.now() - begin).toBeGreaterThanOrEqual(60_000);
});
