import { seconds } from './durations';

test('minutes', () => {
  expect(seconds('5m')).toBe(300);
});
